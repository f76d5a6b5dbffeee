/**
 * Text as a terminal may show it. Control characters (and those that turn the direction of writing) come from files and
 * could move the cursor or hide what is printed: they are written as \uXXXX, which JSON reads too. Line ends and tabs
 * stay, and so does the carriage return at the beginning with which the progress line writes over itself.
 */
export function printable(text: string): string {
  return text.replaceAll(
    /(?!^\r)[^\P{Cc}\n\t]|[\u202A-\u202E\u2066-\u2069]/gu, (letter) => `\\u${letter.codePointAt(0)!.toString(16).padStart(4, '0')}`,
  );
}
