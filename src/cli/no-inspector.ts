import { close, url } from 'node:inspector';

/**
 * Imported first: left to itself, Node answers SIGUSR1 by opening its inspector, on a shared machine to everybody. One that
 * a signal opened before this was loaded is shut again; one that was asked for stays.
 */
process.on('SIGUSR1', () => {});

const { NODE_OPTIONS = '', VSCODE_INSPECTOR_OPTIONS } = process.env;
const asked = [...process.execArgv, NODE_OPTIONS].some((text) => text.includes('--inspect')) || VSCODE_INSPECTOR_OPTIONS !== undefined;
if (!asked && url() !== undefined) close();
