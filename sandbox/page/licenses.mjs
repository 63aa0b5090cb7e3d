// Writes dist/LICENSES.txt: the licence of each package that may end up in the
// bundle, in the order of their names.
import { readFileSync, readdirSync, writeFileSync } from "node:fs";

const lock = JSON.parse(readFileSync("package-lock.json", "utf8"));

function licenceOf(folder, name) {
  const files = readdirSync(folder).sort();
  const file = files.find((f) => /^(licen[cs]e|copying)/i.test(f));
  if (file) return readFileSync(`${folder}/${file}`, "utf8").replaceAll("\r\n", "\n").trim();
  const { license, author } = JSON.parse(readFileSync(`${folder}/package.json`, "utf8"));
  if (!license) throw new Error(`${name} names no licence`);
  const by = typeof author === "string" ? author : (author?.name ?? "its authors");
  return `${license}. Copyright ${by}. The package comes without the text of the licence.`;
}

// slack-blocks-to-jsx carries a copy of the yozora parser, whose licence only
// comes with yozora's own packages.
const carried = ["node_modules/@yozora/ast"];

const notices = Object.entries(lock.packages)
  .filter(([path, entry]) => path !== "" && (!entry.dev || carried.includes(path)))
  .filter(([path]) => !path.includes("@types/"))
  .map(([path, entry]) => {
    const name = path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length);
    return { title: `${name} ${entry.version}`, text: licenceOf(path, name) };
  })
  .sort((a, b) => (a.title < b.title ? -1 : a.title > b.title ? 1 : 0));

const rule = "-".repeat(72);
const head = "The page contains the following packages, under the licences below.\n";
const body = notices.map(({ title, text }) => `${rule}\n${title}\n${rule}\n\n${text}\n`);
writeFileSync("dist/LICENSES.txt", [head, ...body].join("\n"));
