/** Follows a run: the page asks the server of `fuzzy-landau watch` for itself, again and again. */

/** Milliseconds between two questions, and after one that nobody answered. */
const pauses = { usual: 1000, lost: 3000 };

/**
 * Says what is new to `update` as long as the page is open; `say` tells the reader how it stands.
 * @param {(page: Document) => void} update @param {(text: string) => void} say
 */
export function follow(update, say) {
  let tag = '';
  async function ask() {
    let pause = pauses.usual;
    try {
      const answer = await fetch(location.href, { cache: 'no-cache' });
      if (!answer.ok) throw new Error(answer.statusText);
      const text = await answer.text();
      const found = answer.headers.get('etag') ?? '';
      if (found !== tag) update(new DOMParser().parseFromString(text, 'text/html'));
      tag = found;
      say(answer.headers.get('x-progress') ?? '');
    } catch (error) {
      // What the network says is a TypeError; anything else is a fault of this page, and is told the console.
      if (!(error instanceof TypeError)) console.error(error);
      say('fuzzy-landau watch does not answer: it has ended, and the page stays as it was.');
      pause = pauses.lost;
    }
    setTimeout(ask, pause);
  }
  setTimeout(ask, pauses.usual);
}
