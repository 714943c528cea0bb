// Builds what the screens load: node build.mjs <folder>.
// Each file stands beside its .gz and .br, made once here and served as they are.
import { mkdir, readFile, readdir, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { build } from "esbuild";
import { sprite } from "./icons.mjs";

const here = path.dirname(fileURLToPath(import.meta.url));
const place = path.resolve(here, process.argv[2] ?? "../static/wochorus");
// Made beside its place and put there at the end, so that no page ever finds half of it.
const out = `${place}.new`;

await rm(out, { recursive: true, force: true });
await mkdir(out, { recursive: true });
await build({
  absWorkingDir: here,
  bundle: true,
  charset: "utf8",
  entryPoints: ["src/app.js", "src/anomalies.js", "src/billing.js", "src/deposit.js", "src/journal.js", "src/journal_page.js", "src/records.js", "src/charts.js", "src/app.css"],
  format: "iife",
  legalComments: "none",
  logLevel: "warning",
  minify: true,
  outdir: out,
  target: ["chrome123", "firefox128", "safari17.5"],
});
await writeFile(path.join(out, "icons.svg"), await sprite(here));
await writeFile(path.join(out, "favicon.svg"), await readFile(path.join(here, "src/favicon.svg")));
await writeFile(path.join(out, "LICENCES.txt"), await licences());

for (const name of (await readdir(out)).sort()) {
  const content = await readFile(path.join(out, name));
  const gzip = gzipSync(content, { level: 9 });
  const brotli = brotliCompressSync(content, {
    params: { [constants.BROTLI_PARAM_SIZE_HINT]: content.length },
  });
  await writeFile(path.join(out, `${name}.gz`), gzip);
  await writeFile(path.join(out, `${name}.br`), brotli);
  console.log(`${name}: ${content.length} o, gzip ${gzip.length}, brotli ${brotli.length}`);
}
await rm(place, { recursive: true, force: true });
await rename(out, place);

// The licences of what is bundled ask that their text goes along.
async function licences() {
  const { dependencies } = JSON.parse(await readFile(path.join(here, "package.json"), "utf8"));
  const texts = await Promise.all(Object.keys(dependencies).map(licence));
  return texts.join("\n");
}

async function licence(name) {
  const folder = path.join(here, "node_modules", name);
  const { version, license } = JSON.parse(await readFile(path.join(folder, "package.json"), "utf8"));
  const file = (await readdir(folder)).find((entry) => /^licen[cs]e/i.test(entry));
  const text = file ? await readFile(path.join(folder, file), "utf8") : "";
  return `${name} ${version} (${license})\n\n${text}`;
}
