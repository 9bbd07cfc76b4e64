// @ts-check
import {fileURLToPath} from 'node:url';

/**
 * @typedef {object} Template
 * @property {string} name
 * @property {string} title
 * @property {readonly string[]} folders Its folders in `templates/`; what several templates have is in one.
 * @property {string} script What starts the project: `npm start`, or `npm run dev`.
 */

/** Folder of the templates. */
export const TEMPLATES_FOLDER = fileURLToPath(new URL('../templates', import.meta.url));

/** @type {readonly Template[]} */
export const TEMPLATES = [
  {
    name: 'node',
    title: 'Node: a folder of photos in, a trained network out',
    folders: ['node'],
    script: 'start',
  },
  {name: 'vite', title: 'Vite: a page that trains in a worker', folders: ['page', 'vite'], script: 'dev'},
  {name: 'react', title: 'React: the same page with a hook', folders: ['page', 'react'], script: 'dev'},
];
