import { connect } from 'node:net';
import { text } from 'node:stream/consumers';

// What the server's power provider of the kind `exec` runs, by way of a two-line script: `SOCKET status|start|stop REF`. It
// asks the lab, which has the machines in its hands, and repeats its answer: an exit code, and what belongs to it.
const [socketPath = '', verb = '', ref = ''] = process.argv.slice(2);
const socket = connect(socketPath);
socket.end(`${verb} ${ref}\n`);
const [, code = '1', said = 'the lab gave no answer'] = /^(\d) ([^]*)$/.exec(await text(socket)) ?? [];
(code === '0' ? process.stdout : process.stderr).write(`${said}\n`);
process.exitCode = Number(code);
