import { existsSync } from 'node:fs';
import { readManifest } from '../io/manifest.ts';
import { readLog, runPath } from '../io/run-folder.ts';
import type { StoredRun } from './stored-run.ts';

/** What a run used of others' work, and how to cite it. */
interface Work {
  readonly key: string;
  readonly what: string;
  readonly type: 'article' | 'book' | 'misc';
  readonly fields: Readonly<Record<string, string>>;
  readonly used: (run: StoredRun) => boolean;
}

const byParticles = (run: StoredRun): boolean => run.kind === 'particles';
const byBlob = (run: StoredRun): boolean => byParticles(run) && !run.carried;
const byScheme = (...names: string[]) => (run: StoredRun): boolean => byParticles(run) && names.includes(run.scenario.time.scheme);
const bySums = (run: StoredRun, name: RegExp): boolean => name.test(sumsOf(run));

const works: readonly Work[] = [
  {
    key: 'GualdaniFuzzyLandau2025', what: 'the equation and its theorems', type: 'misc', used: () => true,
    fields: {
      author: "Gualdani, Maria Pia and Guillen, Nestor and Pavlovi\\'c, Nata\\v{s}a and Taskovi\\'c, Maja and Zamponi, Nicola",
      title: 'The fuzzy {Landau} equation: global well-posedness and {Fisher} information', year: '2025', eprint: '2507.08689',
      archiveprefix: 'arXiv',
    },
  },
  {
    key: 'DuongHeFuzzyLandau2025', what: 'its GENERIC structure', type: 'misc', used: byParticles,
    fields: {
      author: 'Duong, Manh Hong and He, Zihui', title: 'On a fuzzy {Landau} equation: Part {I}. A variational approach', year: '2025',
      eprint: '2504.07666', archiveprefix: 'arXiv',
    },
  },
  {
    key: 'Hyvarinen2005', what: 'the score by score matching', type: 'article', used: (run) => run.carried,
    fields: {
      author: 'Hyv{\\"a}rinen, Aapo', title: 'Estimation of non-normalized statistical models by score matching',
      journal: 'Journal of Machine Learning Research', volume: '6', pages: '695--709', year: '2005',
    },
  },
  {
    key: 'CarrilloHuWangWu2020', what: 'the blob: particles with a regularised entropy', type: 'article', used: byBlob,
    fields: {
      author: 'Carrillo, Jos\\\'e A. and Hu, Jingwei and Wang, Li and Wu, Jeremy',
      title: 'A particle method for the homogeneous {Landau} equation', journal: 'Journal of Computational Physics: X', volume: '7',
      pages: '100066', year: '2020', eprint: '1910.03080', archiveprefix: 'arXiv',
    },
  },
  {
    key: 'JinLiLiu2020', what: 'collisions in random batches', type: 'article',
    used: (run) => byParticles(run) && (run.scenario.sums.method === 'random-batch' || bySums(run, /random-batch/)),
    fields: {
      author: 'Jin, Shi and Li, Lei and Liu, Jian-Guo', title: 'Random batch methods ({RBM}) for interacting particle systems',
      journal: 'Journal of Computational Physics', volume: '400', pages: '108877', year: '2020',
    },
  },
  {
    key: 'Gonzalez1996', what: 'the discrete gradient', type: 'article', used: byScheme('discrete-gradient'),
    fields: {
      author: 'Gonzalez, Oscar', title: 'Time integration and discrete {Hamiltonian} systems', journal: 'Journal of Nonlinear Science',
      volume: '6', pages: '449--467', year: '1996',
    },
  },
  {
    key: 'HairerLubichWanner2006', what: 'the implicit midpoint rule', type: 'book', used: byScheme('implicit-midpoint'),
    fields: {
      author: 'Hairer, Ernst and Lubich, Christian and Wanner, Gerhard', title: 'Geometric Numerical Integration', edition: 'Second',
      publisher: 'Springer', year: '2006',
    },
  },
  {
    key: 'SommeijerShampineVerwer1998', what: 'the stabilised Runge-Kutta-Chebyshev scheme', type: 'article', used: byScheme('rkc'),
    fields: {
      author: 'Sommeijer, B. P. and Shampine, L. F. and Verwer, J. G.', title: '{RKC}: an explicit solver for parabolic {PDEs}',
      journal: 'Journal of Computational and Applied Mathematics', volume: '88', pages: '315--326', year: '1998',
    },
  },
  {
    key: 'EssmannSPME1995', what: 'the mesh sums', type: 'article', used: (run) => byParticles(run) && bySums(run,
      /"(blob|collisions)":"mesh/),
    fields: {
      author: 'Essmann, Ulrich and others', title: 'A smooth particle mesh {Ewald} method',
      journal: 'The Journal of Chemical Physics', volume: '103', pages: '8577--8593', year: '1995',
    },
  },
];

/** The sums that a run began with and went over to, as its log tells them; empty where there is none. */
function sumsOf({ folder }: StoredRun): string {
  if (!existsSync(runPath(folder, 'log'))) return '';
  return readLog(folder).map((entry) => JSON.stringify((entry as { sums?: unknown } | null)?.sums ?? '')).join();
}

/**
 * BibTeX of the program, in the version that made the run, and of the works whose methods the run used, each with a
 * comment that says for what. Ends with a newline.
 */
export function citations(run: StoredRun): string {
  const { version, started } = readManifest(run.folder) ?? {};
  const program: Work = {
    key: 'fuzzy-landau', what: 'the program', type: 'misc', used: () => true,
    fields: {
      author: '{The fuzzy-landau authors}', title: 'fuzzy-landau: a particle-method simulation engine for the fuzzy {Landau} equation',
      ...(version === undefined ? {} : { note: `version ${version}` }), ...(started === undefined ? {} : { year: started.slice(0, 4) }),
    },
  };
  return `${[program, ...works.filter(({ used }) => used(run))].map(entry).join('\n\n')}\n`;
}

function entry({ key, what, type, fields }: Work): string {
  const lines = Object.entries(fields).map(([name, value]) => `  ${name} = {${value}},`);
  return `% ${what}\n@${type}{${key},\n${lines.join('\n')}\n}`;
}
