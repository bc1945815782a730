import { get } from 'node:http';
import process from 'node:process';

get(process.argv[2] ?? '', (response) => response.resume());
