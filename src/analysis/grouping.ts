/** What is known of a process when its group is decided. */
export interface GroupEvidence {
  readonly name: string;
  /** Arguments, secrets already masked. Empty for kernel threads. */
  readonly args: readonly string[];
  readonly kernelThread: boolean;
  /** Name of its container or unit, when its cgroup is one. */
  readonly unit: string | undefined;
  readonly executable: string;
  readonly parent: { readonly group: string; readonly name: string; readonly executable: string } | undefined;
}

const basename = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

interface Interpreter {
  readonly pattern: RegExp;
  /** Flags whose value is the next argument. */
  readonly takesValue: RegExp;
  /** Flags after which the program itself follows, as in `python -m NAME` or `java -jar FILE`. */
  readonly program?: RegExp;
  /** Flags after which there is no script, but code: the interpreter itself is the program. */
  readonly inline?: RegExp;
}

const INTERPRETERS: readonly Interpreter[] = [
  { pattern: /^(node|nodejs|bun|deno|tsx)$/, takesValue: /^(-r|--require|--import|--loader|--experimental-loader|-C|--conditions|--env-file)$/, inline: /^(-e|--eval|-p|--print|-i)$/ },
  { pattern: /^(python[\d.]*|pypy[\d.]*)$/, takesValue: /^(-W|-X|-Q)$/, program: /^-m$/, inline: /^-c$/ },
  { pattern: /^(ruby[\d.]*|jruby)$/, takesValue: /^(-I|-r|-C|-E)$/, inline: /^-e$/ },
  { pattern: /^perl[\d.]*$/, takesValue: /^-I$/, inline: /^-[a-zA-Z]*[eE]$/ },
  { pattern: /^php[\d.]*$/, takesValue: /^(-c|-d|-S|-t|-z)$/, program: /^(-f|--file)$/, inline: /^(-r|--run|-a)$/ },
  { pattern: /^java$/, takesValue: /^(-cp|-classpath|--class-path|-p|--module-path|--add-modules|--add-opens|--add-exports)$/, program: /^(-jar|-m|--module)$/ },
  { pattern: /^(dotnet|mono)$/, takesValue: /^(--fx-version|--additionalprobingpath|--depsfile|--runtimeconfig)$/, program: /^exec$/ },
  { pattern: /^(sh|bash|dash|zsh|ksh|fish|ash)$/, takesValue: /^(-o|-O|\+o|\+O|--rcfile|--init-file)$/, inline: /^-[a-z]*[cis][a-z]*$/ },
];

/** Workers that name themselves after their master: `nginx: worker process`, `postgres: checkpointer`. */
const TITLE = /^([\w.+-]{2,32}): /;
/** Children that an interpreter starts of itself; what a person calls the program is the parent's. */
const SPAWNED = /multiprocessing[./-](spawn|forkserver|resource_tracker)|--multiprocessing-fork|(?:^| )--type=/;

/** The script, module or jar that an interpreter runs, as a person would say it; undefined when it runs none. */
function interpreted(program: string, args: readonly string[]): string | undefined {
  const interpreter = INTERPRETERS.find((entry) => entry.pattern.test(program));
  if (interpreter === undefined) return undefined;
  for (let index = 1; index < args.length; index += 1) {
    const argument = args[index] ?? '';
    if (interpreter.program?.test(argument) === true) {
      const target = basename(args[index + 1] ?? '');
      if (target === '') return undefined;
      return argument.startsWith('-m') && program.startsWith('py') ? `${program} -m ${target}` : `${program} ${target}`;
    }
    if (interpreter.inline?.test(argument) === true) return undefined;
    if (interpreter.takesValue.test(argument)) index += 1;
    else if (!argument.startsWith('-') && !argument.startsWith('+')) {
      // A script that came by a pipe (/dev/stdin, /dev/fd/3) has no name of its own.
      return basename(argument) === '' || argument.startsWith('/dev/') ? undefined : `${program} ${scriptName(argument)}`;
    }
  }
  return undefined;
}

/** `index.js` and `main.py` say little: the folder is added, as people do. */
function scriptName(path: string): string {
  const base = basename(path);
  if (!/^(index|main|app|server|cli|start|run|manage|bin|__main__)(\.\w+)?$/.test(base)) return base;
  const folder = basename(path.slice(0, Math.max(0, path.length - base.length - 1)));
  return folder === '' || folder === '.' || folder === '..' ? base : `${folder}/${base}`;
}

/**
 * The name of the group that a process belongs to: what a person calls the program. The container or unit; else
 * what an interpreter runs; else the master of a worker; else the program. `kernel` for kernel threads.
 */
export function groupOf(evidence: GroupEvidence): string {
  if (evidence.kernelThread) return 'kernel';
  if (evidence.unit !== undefined) return evidence.unit;
  const { parent, name, executable } = evidence;
  // Chromium and its kin write all their arguments into one: the program is what stands before the first blank.
  const [written = ''] = evidence.args;
  const args = executable !== '' && written.startsWith(`${executable} `) ? [executable, written.slice(executable.length + 1)] : evidence.args;
  const [first = ''] = args;
  const title = TITLE.exec(first);
  if (title !== null) return title[1] ?? name;
  const sameProgram = parent !== undefined && (executable !== '' ? parent.executable === executable : parent.name === name);
  if (sameProgram && args.some((argument) => SPAWNED.test(argument))) return parent.group;
  const program = basename(first.replace(/^-/, '')) || name;
  // An interpreter's workers that were forked have the arguments of their master, so their script is the same.
  if (INTERPRETERS.some(({ pattern }) => pattern.test(program))) return interpreted(program, args) ?? program;
  // Other workers may be told apart by arguments, but are the same program.
  return sameProgram && parent.group.startsWith(program) ? parent.group : program;
}
