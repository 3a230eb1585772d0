// Opens an archive of the sample posts as a reader would and looks at what the
// browser says. Usage: node browser.mjs ARCHIVE SCREENSHOTS
import { readFileSync, readdirSync } from "node:fs";
import { join, dirname } from "node:path";
import { pathToFileURL } from "node:url";
import { createRequire } from "node:module";
import { chromium } from "playwright-core";

const [archive, shots] = process.argv.slice(2);
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const pages = readdirSync(archive, { recursive: true }).filter((p) => p.endsWith("/index.html")).sort();
const wrong = [];
const must = (ok, what) => { if (!ok) wrong.push(what); };

const browser = await chromium.launch({
  executablePath: "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--host-resolver-rules=MAP * ~NOTFOUND"],
});
const open = async (first, options = {}, at = () => first) => {
  const page = await browser.newPage(options);
  page.on("request", (r) => must(/^file:|^data:/.test(r.url()), `${at()}: asks for ${r.url()}`));
  page.on("requestfailed", (r) => must(false, `${at()}: cannot load ${r.url()}`));
  page.on("console", (m) => must(!["error", "warning"].includes(m.type()), `${at()}: ${m.text()}`));
  page.on("pageerror", (e) => must(false, `${at()}: ${e.message}`));
  // Whoever leaves a page before its pictures are there makes them fail.
  await page.goto(pathToFileURL(join(archive, first)).href, { waitUntil: "networkidle" });
  return page;
};
const accessible = async (page, path) => {
  const session = await page.context().newCDPSession(page); // past the policy of the page, which is right to refuse it
  await session.send("Runtime.evaluate", { expression: axe });
  const { result } = await session.send("Runtime.evaluate", {
    expression: `axe.run({ resultTypes: ["violations"], preload: false }).then((r) => JSON.stringify(r.violations.filter((v) => ["serious", "critical"].includes(v.impact)).map((v) => v.id + " " + v.nodes[0].html.slice(0, 200) + " " + v.nodes[0].failureSummary)))`,
    awaitPromise: true, returnByValue: true,
  });
  for (const v of JSON.parse(result.value)) must(false, `${path}: axe: ${v}`);
};

// What is told of a post stands apart alike, whichever way each part is written.
const apart = async (page, path) => {
  const gaps = await page.evaluate(() => [...document.querySelectorAll(".facts")].flatMap((p) => {
    const boxes = [...p.children].map((e) => e.getBoundingClientRect()).sort((a, b) => a.left - b.left);
    const lines = Object.values(Object.groupBy(boxes, (b) => Math.round(b.top)));
    return lines.flatMap((line) => line.slice(1).map((b, i) => Math.round(b.left - line[i].right)));
  }));
  must(new Set(gaps).size <= 1 && gaps.every((g) => g > 4), `${path}: the facts stand ${[...new Set(gaps)]} pixels apart`);
  return gaps.length;
};

// Every bundle: its pictures are there, nothing else is asked for.
let pictures = 0, inline = 0, blocks = 0;
let path;
const reader = await open("index.html", {}, () => path);
for (path of pages) {
  const page = reader;
  await page.goto(pathToFileURL(join(archive, path)).href);
  const broken = await page.evaluate(async () => {
    const all = [...document.images];
    await Promise.all(all.map((i) => i.decode().catch(() => {})));
    return { n: all.length, broken: all.filter((i) => i.naturalWidth === 0).map((i) => i.src), scripts: document.scripts.length,
      wide: document.documentElement.scrollWidth > innerWidth,
      code: [...document.querySelectorAll("main code")].map((c) => { const s = getComputedStyle(c); return { block: c.closest("pre") !== null, bare: s.backgroundColor === "rgba(0, 0, 0, 0)" && s.paddingLeft === "0px" }; }) };
  });
  pictures += broken.n;
  for (const c of broken.code) {
    if (c.block) blocks++; else inline++;
    must(c.bare === c.block, `${path}: code in ${c.block ? "a block has the background of that in a line" : "a line has no background"}`);
  }
  must(broken.broken.length === 0, `${path}: not shown: ${broken.broken}`);
  must(broken.scripts === 0, `${path}: has a script`);
  must(!broken.wide, `${path}: is wider than the window`);
  await accessible(page, path);
  await apart(page, path);
  const manifest = JSON.parse(readFileSync(join(archive, dirname(path), "markive.json"), "utf8"));
  must(!manifest.missing || await page.getByText(/could not be taken|no address that/).count() > 0, `${path}: does not tell what is missing and why`);
}
await reader.close();
must(pages.length >= 15 && pictures >= 20 && inline && blocks, `${pages.length} bundles with ${pictures} pictures, ${inline} codes in lines and ${blocks} in blocks were opened`);

// The catalogue.
const page = await open("index.html");
await page.waitForSelector("#facets div");
must(await page.locator("#posts li").count() === pages.length, "the catalogue does not list every post");
await accessible(page, "index.html");
must(await apart(page, "index.html") > 20, "the catalogue tells few facts");
const find = async (words) => {
  await page.fill("#q", words);
  await page.press("#q", "Enter");
  await page.waitForFunction((w) => document.documentElement.dataset.busy === "" && document.getElementById("q").value === w, words);
  await page.waitForTimeout(150);
  return { titles: await page.locator("#posts a").allTextContents(), marks: await page.locator("#posts mark").allTextContents(), labels: await page.locator("#posts bdi mark").allTextContents() };
};
const finds = async (words, title, mark) => {
  const r = await find(words);
  must(r.titles.some((t) => t.includes(title)), `search ${words}: ${JSON.stringify(r.titles)} lacks ${title}`);
  must(r.marks.includes(mark), `search ${words}: marks ${JSON.stringify(r.marks.slice(0, 5))}, not ${mark}`);
  return r;
};
const searches = [
  ["tide", "Tide sums", "Tide"], // Latin, without case
  ["kett", "Island radio", "kett"], // the start of a word
  ["\"this clock answers for the moon\"", "潮汐钟", "This clock answers for the moon"],
  ["潮汐", "潮汐钟", "潮汐"],
  ["码头尽头", "潮汐钟", "码头尽头"],
  ["书", "给标点让个座", "书"],
  ["years list", "New Year on the quay", "year's"], // as many write it, and with either apostrophe
  ["next year’s", "New Year on the quay", "year's"],
  ["انار", "درخت", "انار"],
  ["صبور", "درخت", "صبور"],
];
for (const [words, title, mark] of searches) await finds(words, title, mark);
// What is found in a tag, a category or an author is marked there, also beyond
// the labels that the list shows.
for (const [words, title, mark] of [
  ["kettl", "bridge", "kettl"],
  ["\"ferry notebook\"", "Slow Ferry", "Ferry Notebook"],
  ["پاییز", "درخت", "پاییز"],
  ["港口生活", "潮汐钟", "港口生活"],
  ["\"houseboat days\"", "All that floats", "houseboat days"],
  ["海上生活", "All that floats", "海上生活"],
]) {
  const { labels } = await finds(words, title, mark);
  must(labels.includes(mark), `search ${words}: of labels ${JSON.stringify(labels)} is marked`);
}
await find("kett"); // is marked in a title, a label and texts
for (const colorScheme of ["dark", "light"]) {
  await page.emulateMedia({ colorScheme });
  await accessible(page, `index.html with marks, ${colorScheme}`);
}
// Another post has the words in pairs: it is looked at, and not counted.
await find('"clock answers for"');
must(await page.textContent("#state") === "1 post", `one post is told as ${await page.textContent("#state")}`);
must((await find("zzzzqqq")).titles.length === 0, "search finds what is nowhere");
await accessible(page, "index.html without a result");
for (const words of ["😀", "{%", "\"", "\"\"", "— …"]) {
  must((await find(words)).titles.length === 0 && /^Nothing to search for/.test(await page.textContent("#state")), `search ${words}: ${await page.textContent("#state")}`);
}
must((await find("😀 tide")).titles.length > 0, "what cannot be searched keeps what can from being found");
must((await find(" ")).titles.length === pages.length, "a blank is searched");
must((await find("")).titles.length === pages.length, "an empty search does not show everything again");
// What is missing, and why.
await page.selectOption("#f-m", { index: 1 });
await page.waitForSelector(".gone li");
const gone = await page.locator(".gone li").allTextContents();
must(gone.length >= 2 && gone.every((g) => /local_missing: /.test(g)), `what is missing: ${JSON.stringify(gone)}`);
await accessible(page, "index.html with what is missing");
await page.screenshot({ path: join(shots, "missing-light.png") });
await page.selectOption("#f-m", { index: 0 });
const choose = async (id, label) => {
  await page.selectOption(id, { label: label ?? "all" });
  await page.waitForFunction(() => document.documentElement.dataset.busy === "" && document.querySelector("#posts li"));
  return page.locator("#posts li").count();
};
for (const id of ["#f-y", "#f-c", "#f-t", "#f-a"]) {
  const labels = await page.locator(`${id} option`).allTextContents();
  must(id !== "#f-y" || /^undated \(\d+\)$/.test(labels[1]) && await page.locator("#posts time").count() < pages.length, `the years are ${labels}`);
  for (const label of labels.slice(1, 4)) {
    const n = await choose(id, label);
    must(n === Math.min(+/\((\d+)\)$/.exec(label)[1], 20), `${id} ${label}: ${n} posts`);
    must(label[0] !== "u" || await page.locator("#posts time").count() === 0, `${label}: posts have dates`);
  }
  must(await choose(id) === pages.length, `${id}: all are not all`);
}
await page.close();

// What was looked for is there again when the reader comes back, and in the
// address, which tells no more than that.
const back = await open("index.html");
const ready = () => back.waitForFunction(() => document.querySelector("#facets div") && document.documentElement.dataset.busy === "");
const shown = () => back.evaluate(() => ({ q: document.getElementById("q").value, chosen: [...document.querySelectorAll("select")].map((c) => c.value).join(),
  state: document.getElementById("state").textContent, titles: [...document.querySelectorAll("#posts a")].map((a) => a.textContent).join(" | "), end: location.hash }));
await ready();
must((await shown()).end === "", `at first the address ends in ${(await shown()).end}`);
await back.selectOption("#f-t", { index: 1 });
await back.fill("#q", "the & +");
await back.press("#q", "Enter");
await back.waitForSelector("#posts mark");
await ready();
const asked = await shown();
must(asked.end === "#q=the+%26+%2B&t=", `a search and a choice are ${asked.end}`);
await back.locator("#posts a").first().click();
await back.waitForSelector("article");
await back.goBack();
await back.waitForSelector("#posts mark");
await ready();
must(JSON.stringify(await shown()) === JSON.stringify(asked), `${JSON.stringify(asked)} is ${JSON.stringify(await shown())} when one comes back`);
await accessible(back, "index.html, come back to");
for (const [end, q, title] of [
  ["q=%E6%BD%AE%E6%B1%90", "潮汐", "潮汐钟"], ["q=tide&t=nowhere&f=", "tide", "Tide sums"], ["y=", "", "All that floats"], ["nothing", "", "Tide sums"],
]) {
  await back.evaluate((end) => { location.hash = end; }, end);
  await back.waitForFunction((title) => document.documentElement.dataset.busy === "" && document.getElementById("posts").textContent.includes(title), title)
    .catch(() => must(false, `an address that ends in ${end} does not show ${title}`));
  must((await shown()).q === q, `an address that ends in ${end} asks for ${(await shown()).q}`);
}
must((await shown()).end === "", `without a search the address ends in ${(await shown()).end}`);
await back.evaluate(() => { location.hash = "to=%2Fnowhere"; });
await back.getByText("not in this archive").waitFor();
await back.fill("#q", "island");
await back.waitForSelector("#posts mark");
must((await shown()).end === "#q=island", `a search behind a link that leads nowhere is ${(await shown()).end}`);
await back.close();

// Links from post to post: by a tag of Hugo, by one of Jekyll; and what is not
// there is told with its address.
for (const [from, text, to] of [["island-radio", "tide-sums.html", "tide-sums"], ["counting-moths", "an older post", "bus-timetable"]]) {
  const p = await open(pages.find((p) => p.includes(from)));
  await p.getByRole("link", { name: text, exact: true }).click();
  await p.waitForURL((u) => u.pathname.includes(to), { timeout: 5000 }).catch(() => must(false, `${from}: the link ${text} leads to ${p.url()}`));
  await p.close();
}
const lost = await open("index.html");
await lost.evaluate(() => { location.hash = "to=%2Fnowhere&web=https%3A%2F%2Fblog.example.org%2Fnowhere"; });
await lost.getByText("not in this archive").waitFor();
must(await lost.locator("#state a").getAttribute("href") === "https://blog.example.org/nowhere", "a link to what is not there does not tell where it is");
await lost.close();

// A page with missing pictures leads to their reasons.
for (const name of pages) {
  if (!/"missing"/.test(readFileSync(join(archive, dirname(name), "markive.json"), "utf8"))) continue;
  const lacks = await open(name);
  await lacks.getByText(/^Not in the archive/).click();
  await lacks.getByRole("link", { name: "Why each is missing" }).click();
  await lacks.locator(".gone .why").first().waitFor({ timeout: 5000 }).catch(() => must(false, `${name}: the way to the reasons leads nowhere`));
  await lacks.close();
  break;
}

// With the keyboard alone: search, then to the first post and into it.
const keys = await open("index.html");
await keys.waitForSelector("#facets div");
await keys.keyboard.press("/");
await keys.keyboard.type(searches[0][0]);
await keys.waitForSelector("#posts mark");
for (let i = 0; i < 12 && !await keys.evaluate(() => document.activeElement.matches("#posts a")); i++) await keys.keyboard.press("Tab");
await keys.keyboard.press("Enter");
await keys.waitForSelector("article");
await keys.close();

// Without scripts there are the newest posts and the plain list.
const plain = await browser.newContext({ javaScriptEnabled: false });
const still = await plain.newPage();
await still.goto(pathToFileURL(join(archive, "index.html")).href);
must(await still.locator("#posts li").count() > 0 && await still.getByText("plain lists").first().isVisible(), "without scripts nothing is listed");

// Pictures for people to look at.
const looks = { light: {}, dark: { colorScheme: "dark" }, phone: { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2 } };
const rtl = pages.find((p) => /[\u0600-\u06FF]/.test(p)), cjk = pages.find((p) => /[\u4E00-\u9FFF]/.test(p));
for (const [look, options] of Object.entries(looks)) {
  for (const [name, path] of Object.entries({ catalogue: "index.html", post: pages.find((p) => p.includes("tide-clock")), rtl, cjk })) {
    const p = await open(path, options);
    await p.waitForTimeout(100);
    must(await p.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${path}: is wider than a window (${look})`);
    await p.screenshot({ path: join(shots, `${name}-${look}.png`), fullPage: name !== "catalogue" });
    if (look === "dark") await accessible(p, `${path} in the dark`);
    if (look === "light" && name === "post") {
      await p.emulateMedia({ media: "print" });
      await p.screenshot({ path: join(shots, "post-print.png"), fullPage: true });
    }
    await p.close();
  }
}
await browser.close();
for (const w of [...new Set(wrong)]) console.error("browser: " + w);
console.log(`${pages.length} bundles, ${pictures} pictures, ${searches.length} searches: ${wrong.length ? "not as it should be" : "all well"}`);
process.exit(wrong.length ? 1 : 0);
