import yargs from 'yargs';
import type { Argv } from 'yargs';
import { packageVersion } from '../io/package-root.ts';
import { members } from '../members.ts';
import { didYouMean } from '../scenario/nearest.ts';
import { UsageError, exitCodes, type Arguments, type Command, type Terminal } from './command.ts';
import { explain } from './guard.ts';
import { printable } from './printable.ts';

/**
 * Runs one command line (without the program's own name) and returns the exit code; errors that users can act on are
 * printed as messages, never as stacks.
 */
export async function main(argv: readonly string[], screen: Terminal): Promise<number> {
  const terminal: Terminal = { ...screen, out: (text) => screen.out(printable(text)), err: (text) => screen.err(printable(text)) };
  let name = '';
  try {
    const commands = await members<Command>(new URL('./commands/', import.meta.url));
    const chosen = await parse(repeatSets(argv), commands, terminal);
    if (!chosen) return exitCodes.done;
    name = chosen.command.name;
    requireWords(chosen.args, chosen.command);
    return await chosen.command.run(chosen.args, terminal);
  } catch (error) {
    return explain(error, terminal, ['fuzzy-landau', name].filter(Boolean).join(' '));
  }
}

interface Chosen {
  readonly command: Command;
  readonly args: Arguments;
}

/** Understands the command line; undefined when it asked for help or the version, which is then printed. */
async function parse(argv: readonly string[], commands: readonly Command[], terminal: Terminal): Promise<Chosen | undefined> {
  let chosen: Chosen | undefined;
  let reading: Command | undefined;
  const parser = yargs()
    .scriptName('fuzzy-landau')
    .usage('$0 COMMAND ...\n\nParticle simulation of the fuzzy Landau equation.')
    .locale('en')
    .parserConfiguration({
      'greedy-arrays': false, 'dot-notation': false, 'camel-case-expansion': false, 'boolean-negation': false,
      'parse-numbers': false, 'parse-positional-numbers': false,
    })
    .version(packageVersion())
    .help()
    .alias({ h: 'help', v: 'version' })
    .completion('completion', 'Print a script for shell completion')
    .strict()
    .exitProcess(false)
    .demandCommand(1, 'expected a command')
    .wrap(100)
    .fail((message, error) => {
      // Without a message it is no remark on the command line, but an error of ours on the way.
      if (!message) throw error;
      throw new UsageError(explainUsage(message, argv, reading, commands));
    });
  for (const command of commands) {
    const usage = [command.name, ...command.positionals.map(({ name, optional }) => (optional ? `[${name}]` : `<${name}>`))].join(' ');
    parser.command(
      usage,
      command.summary,
      (builder) => {
        reading = command;
        return describeArguments(builder, command);
      },
      (args) => {
        chosen = { command, args: lastValues(args, command) };
      },
    );
  }
  await parser.parseAsync([...argv], {}, (_error: unknown, _args: unknown, output: string) => {
    if (output !== '') terminal.out(`${output}\n`);
  });
  return chosen;
}

function describeArguments(builder: Argv, command: Command): Argv {
  const words = command.positionals.map(({ name, optional }) => (optional ? ` [${name}]` : ` ${name}`));
  let result = builder.usage(`$0 ${command.name}${words.join('')} [options]\n\n${command.summary}`);
  for (const { name, description } of command.positionals) result = result.positional(name, { type: 'string', describe: description });
  return result.options(command.options).epilogue(`Example: $0 ${command.example}`);
}

/** An option given twice counts as given last, unless it is a list. */
function lastValues(args: Record<string, unknown>, command: Command): Arguments {
  return Object.fromEntries(
    Object.entries(args).map(([name, value]) => [
      name, Array.isArray(value) && !command.options[name]?.array && name !== '_' ? value.at(-1) : value,
    ]),
  );
}

/** `--set a=1 b=2` means `--set a=1 --set b=2`. */
function repeatSets(argv: readonly string[]): readonly string[] {
  const result: string[] = [];
  let inSet = false;
  for (const [i, word] of argv.entries()) {
    const follows = argv[i - 1] === '--set';
    if (inSet && !follows && /^[A-Za-z_][\w.-]*\s*=/.test(word)) result.push('--set');
    else if (!follows) inSet = word === '--set' || word.startsWith('--set=');
    result.push(word);
  }
  return result;
}

/** What to type for a value of the scenario that is given without its option; nothing for other words. */
function setHint(argv: readonly string[], word: string, { options }: Command): string {
  // A list in the value was taken apart at its commas.
  const [, path, value] = /^\s*([A-Za-z][\w.-]*)\s*=\s*(.*?)\s*$/s.exec(argv.find((given) => given.startsWith(word)) ?? word) ?? [];
  if (path === undefined || !options.set) return '';
  const written = `${path}=${value}`;
  return `; to set a value of the scenario: --set ${/^[\w.,=+-]+$/.test(written) ? written : `'${written}'`}`;
}

/** An empty word is no value: a variable of a shell that is not set. Throws a UsageError. */
function requireWords(args: Arguments, { positionals, options }: Command): void {
  const isEmpty = (value: unknown): boolean => [value].flat().some((word) => typeof word === 'string' && word.trim() === '');
  for (const { name } of positionals) if (isEmpty(args[name])) throw new UsageError(`${name}: expected a value, found an empty one`);
  for (const name of Object.keys(options)) {
    if (isEmpty(args[name])) throw new UsageError(`--${name}: expected a value, found an empty one`);
  }
}

function explainUsage(message: string, argv: readonly string[], reading: Command | undefined, commands: readonly Command[]): string {
  const names = commands.map((command) => command.name);
  const unknown = /^Unknown (?:argument|command)s?: (.*)$/s.exec(message)?.[1].split(', ') ?? [];
  if (unknown.length > 0 && !reading) {
    return `unknown command '${unknown[0]}'.${didYouMean(unknown[0], names)} Commands: ${names.join(', ')}`;
  }
  if (unknown.length > 0) {
    const options = [...Object.keys(reading!.options), 'help', 'version'];
    return unknown.map((word) => {
      const isOption = argv.some((given) => given.startsWith('-') && given.replace(/^-+/, '').split('=')[0] === word);
      if (!isOption) return `unexpected argument '${word}'${setHint(argv, word, reading!)}`;
      const written = options.map((option) => `--${option}`);
      return `unknown option '--${word}'.${didYouMean(`--${word}`, written)} Options: ${written.join(', ')}`;
    }).join('\n');
  }
  const choice = /Argument: (.*?), Given: "(.*?)", Choices: (.*)/.exec(message);
  if (choice) {
    const known = choice[3].split(', ').map((word) => word.replaceAll('"', ''));
    return `--${choice[1]}: expected one of ${known.join(', ')}, found '${choice[2]}'.${didYouMean(choice[2], known)}`;
  }
  if (message.startsWith('Not enough non-option arguments') && reading) {
    return `expected ${reading.positionals
      .filter(({ optional }) => !optional)
      .map(({ name }) => name)
      .join(' and ')} after '${reading.name}'`;
  }
  const bare = /^Not enough arguments following: (.*)$/.exec(message);
  if (bare) return `--${bare[1]}: expected a value after it`;
  return message === 'expected a command' ? `expected a command: ${names.join(', ')}` : message;
}
