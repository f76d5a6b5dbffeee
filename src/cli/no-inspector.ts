/** Imported first: left to itself, Node answers SIGUSR1 by opening its inspector, on a shared machine to everybody. */
process.on('SIGUSR1', () => {});
