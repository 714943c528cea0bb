// The few icons that the screens use, as one sprite: <use href="icons.svg#name">.
import { readFile } from "node:fs/promises";
import path from "node:path";

const DRAWN = /<svg[^>]*>([\s\S]*)<\/svg>/;
const FRAME = /\s*<path stroke="none" d="M0 0h24v24H0z" fill="none" \/>/;
const STROKE =
  'viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" ' +
  'stroke-linecap="round" stroke-linejoin="round"';

export async function sprite(here) {
  const list = await readFile(path.join(here, "src/icons.txt"), "utf8");
  const names = list.split("\n").filter((name) => name && !name.startsWith("#"));
  const symbols = await Promise.all(names.map((name) => symbol(here, name)));
  return `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>\n`;
}

async function symbol(here, name) {
  const file = path.join(here, `node_modules/@tabler/icons/icons/outline/${name}.svg`);
  const drawing = DRAWN.exec(await readFile(file, "utf8"))[1].replace(FRAME, "");
  return `<symbol id="${name}" ${STROKE}>${drawing.replace(/\s*\n\s*/g, "")}</symbol>`;
}
