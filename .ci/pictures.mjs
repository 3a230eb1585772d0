// Draws a terminal's session as SVG and takes pictures of a browser.
// Usage: node pictures.mjs SESSION ARCHIVE FOLDER
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const [session, archive, folder] = process.argv.slice(2);
const lines = readFileSync(session, "utf8").trimEnd().split("\n");
const escape = (s) => s.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
const width = 16 + 8.4 * Math.max(...lines.map((l) => l.length)), height = 44 + 20 * lines.length;
const typed = (i) => i >= 0 && (lines[i].startsWith("$ ") || lines[i - 1]?.endsWith("\\") && typed(i - 1));
const drawn = lines.map((l, i) => `<text x="16" y="${48 + 20 * i}"${typed(i) ? ' class="typed"' : ""}>${escape(l)}</text>`);
writeFileSync(join(folder, "terminal.svg"), `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${Math.ceil(width + 16)} ${height}" width="${Math.ceil(width + 16)}" height="${height}" role="img" aria-label="A session with markive">
<style>text{font:14px ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;fill:#d8d6d0;white-space:pre}.typed{fill:#8ab8f0}</style>
<rect width="100%" height="100%" rx="8" fill="#17181a"/>
<circle cx="20" cy="16" r="5" fill="#86867f"/><circle cx="38" cy="16" r="5" fill="#86867f"/><circle cx="56" cy="16" r="5" fill="#86867f"/>
${drawn.join("\n")}
</svg>
`);

const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu", "--host-resolver-rules=MAP * ~NOTFOUND"] });
const take = async (path, name, options, ready = async () => {}) => {
  const page = await browser.newPage({ viewport: { width: 860, height: 560 }, ...options });
  await page.goto(pathToFileURL(join(archive, path)).href);
  await ready(page);
  await page.waitForTimeout(300);
  await page.screenshot({ path: join(folder, name + ".png") });
  await page.close();
};
await take("index.html", "catalogue", {}, async (page) => {
  await page.waitForSelector("#facets div");
  await page.fill("#q", "tide");
  await page.press("#q", "Enter");
  await page.waitForSelector("#posts mark, #state:not(:empty)");
});
await take("hexo/source/_posts/tide-clock/index.html", "post", { colorScheme: "dark" });
await browser.close();
