// The search of an archive. It runs from the disk, where pages may load
// classic scripts and nothing else: each data file hands its value to put.
"use strict";
const markive = (() => {
  const base = document.currentScript.src.replace(/[^/]*$/, "");
  const waiting = new Map(), values = new Map();

  const load = (name) => {
    if (!values.has(name)) {
      values.set(name, new Promise((done, fail) => {
        const s = document.createElement("script");
        waiting.set(name, done);
        s.onerror = () => { values.delete(name); fail(new Error(name + " cannot be read")); };
        s.onload = () => s.remove();
        s.src = base + name + ".js";
        document.head.append(s);
      }));
      if (values.size > 400) values.delete(values.keys().next().value);
    }
    return values.get(name);
  };
  const put = (name, value) => { waiting.get(name)?.(value); waiting.delete(name); };

  // Folding and terms: as in catalog_terms.go.
  const dense = (c) => c >= 0xE00 && c <= 0xEFF || c >= 0x1000 && c <= 0x109F || c >= 0x1780 && c <= 0x17FF ||
    c >= 0x3005 && c <= 0x3007 || c >= 0x3041 && c <= 0x30FF || c >= 0x3400 && c <= 0x9FFF ||
    c >= 0xAC00 && c <= 0xD7A3 || c >= 0xF900 && c <= 0xFAFF || c >= 0x20000 && c <= 0x3FFFF;
  const plain = { "ς": "σ", "ى": "ي", "ی": "ي", "ک": "ك", "ـ": "",
    "ı": "i", "ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "ł": "l", "ħ": "h", "þ": "th",
    "`": "'", "´": "'", "‘": "'", "’": "'", "′": "'", "ʼ": "'", "ʻ": "'", "׳": "'", "״": "'", "‐": "-", "‑": "-", "−": "-" };
  const known = new Map();
  const foldRune = (r) => {
    const c = r.codePointAt(0);
    if (c >= 0xFF01 && c <= 0xFF5E) return foldRune(String.fromCharCode(c - 0xFEE0));
    if (c >= 0x660 && c <= 0x669 || c >= 0x6F0 && c <= 0x6F9) return String.fromCharCode(0x30 + (c & 15));
    if (dense(c)) return c >= 0xF900 && c <= 0xFAFF || c >= 0x2F800 ? r.normalize("NFC") : r;
    if (c < 0x80) return plain[r] ?? r.toLowerCase();
    let f = known.get(r);
    if (f === undefined) {
      f = /\p{Cf}/u.test(r) ? "" : plain[r];
      if (f === undefined) {
        f = "";
        for (const d of r.normalize("NFKD").replace(/\p{Mn}/gu, "").toLowerCase()) f += plain[d] ?? d;
      }
      known.set(r, f);
    }
    return f;
  };
  // Characters that are written as several: kana with marks, Hangul in letters.
  const several = /[\p{Mn}\u1100-\u1112\uFF9E\uFF9F]/u;
  const units = /[\u1100-\u1112][\u1161-\u1175][\u11A8-\u11C2]?|[\uFF66-\uFF9D][\uFF9E\uFF9F]|.\p{Mn}*/gsu;
  const isTerm = (r) => /[\p{L}\p{N}\p{M}]/u.test(r);
  const unlike = /[^\x00-_a-\x7F\u3001\u3002\u3041-\u3096\u30A1-\u30FA\u4E00-\u9FFF]/gu;
  // fold returns the folded text and where each of its units stood. Most texts
  // keep the places of all, which is found out in a fraction of the time.
  const fold = (text) => {
    if (!several.test(text)) {
      let same = true;
      const s = text.replace(unlike, (r) => { const f = foldRune(r); same &&= f.length === r.length; return f; }).toLowerCase();
      if (same) return { s, at: (i) => i };
    }
    let s = "", at = 0;
    const from = [];
    for (const unit of several.test(text) ? text.match(units) : text) {
      const before = s.length;
      if (unit.length === 1) s += foldRune(unit);
      else for (const r of unit.normalize(/[\uFF9E\uFF9F]/.test(unit) ? "NFKC" : "NFC")) s += foldRune(r);
      for (let i = before; i < s.length; i++) from.push(at);
      at += unit.length;
    }
    from.push(at);
    return { s, at: (i) => from[i] };
  };
  // runs are words and what is none, with the signs before and behind each.
  const runs = (text) => {
    const all = [];
    let word = "", kind = 0, signs = "";
    for (const r of fold(text).s + " ") {
      const k = !isTerm(r) ? 0 : dense(r.codePointAt(0)) ? 2 : 1;
      if (k !== kind) {
        if (kind) { all.push({ word, dense: kind === 2, before: signs }); signs = ""; }
        word = "";
        kind = k;
      }
      if (k) word += r; else signs += r;
    }
    all.forEach((r, i) => {
      const next = all[i + 1], behind = next ? next.before : signs.slice(0, -1);
      const sharp = behind[0] === "#" && (behind.length > 1 || !next) && r.word.length <= 2;
      if (!r.dense) r.sign = behind.startsWith("++") ? "++" : sharp ? "#" : "";
      r.dot = !r.dense && /(^|[^.])\.$/.test(r.before) && /^\p{L}/u.test(r.word);
    });
    return all;
  };
  // joined is what words are together that stand with one sign between each two.
  const joined = (rs) => {
    const n = rs.length, signs = rs.slice(1).map((r) => r.before), letters = rs.filter((r) => !/\p{N}/u.test(r.word)).length;
    const word = rs.map((r) => r.word).join(""), single = rs.every((r) => [...r.word].length === 1);
    if (n < 2 || n > 4 || rs.some((r) => r.dense) || !signs.every((s) => /^['_.-]$/.test(s)) || [...word].length > maxTerm || !letters) return "";
    if (signs.includes(".") ? letters < n || n > 2 && !single : n > 3 && signs.some((s) => s !== "'")) return "";
    return word;
  };

  // pairTerm is the term of two words that follow each other.
  const pairTerm = (a, b) => {
    let h = 0;
    for (const r of a + " " + b) h = Math.imul(h, 31) + r.codePointAt(0) >>> 0;
    h = Math.imul(h ^ h >>> 15, 0x2c1b3c6d) >>> 0;
    return "~" + ((h ^ h >>> 12) & 0xFFFF).toString(16).padStart(4, "0");
  };
  const maxTerm = 32, maxBeginning = 3;
  // edge is what of a run has a part in pairs: a word, or a character at its end.
  const edge = (r, at) => r.dense ? [...r.word].at(at) : [...r.word].slice(0, maxTerm).join("");

  // A query has terms that a post must have, of which any may do, texts that
  // must stand in it as they are, and marks. A word may go on; a phrase in quotes
  // may not, nor may what has signs in it be parted.
  const wordTerm = (word) => [...word].length <= maxBeginning ? { term: word + "*", prefix: false } : { term: word, prefix: true };
  const isJoined = (a, b) => b.before === "" ? !a.dense && [...a.word].length <= maxBeginning :
    !a.dense && !b.dense && (/^[!-~–—]+$/.test(b.before) && !/[,;|]/.test(b.before) || b.before === "," && /\p{N}$/u.test(a.word) && /^\p{N}/u.test(b.word));
  const parse = (query) => {
    const all = { terms: [], texts: [], marks: [] };
    query = query.replace(/([\u05D0-\u05EA])"(?=[\u05D0-\u05EA])/g, "$1״");
    for (const m of query.matchAll(/["“”«»]([^"“”«»]+)["“”«»]?|([^\s"“”«»]+)/gu)) {
      const phrase = m[1] !== undefined, rs = runs(m[1] ?? m[2]);
      for (let i = 0, j; i < rs.length; i = j) {
        for (j = i + 1; j < rs.length && (phrase || isJoined(rs[j - 1], rs[j]));) j++;
        part(all, rs.slice(i, j), phrase);
      }
    }
    return all;
  };
  const part = ({ terms, texts, marks }, rs, phrase) => {
    const together = phrase ? "" : joined(rs), text = { words: rs.map((r) => r.word + (r.sign ?? "")), begins: !rs[0].dense, ends: phrase && !rs.at(-1).dense };
    if (!phrase && rs[0].dot) text.words[0] = "." + text.words[0];
    const word = together && rs.slice(1).every((r) => r.before === "'");
    if (word) terms.push(wordTerm(together));
    else rs.forEach((r, i) => {
      const chars = [...r.word].slice(0, r.dense ? undefined : maxTerm), next = rs[i + 1];
      if (r.sign) terms.push({ term: chars.join("") + r.sign, prefix: false });
      if (next) {
        const pair = { term: pairTerm(edge(r, -1), edge(next, 0)), prefix: false };
        terms.push(together ? { any: [wordTerm(together), pair] } : pair);
      }
      if (!r.dense) {
        const word = chars.join("");
        if (r.dot && !i && !phrase) terms.push({ term: "." + word, prefix: true });
        else if (!r.sign && !together) terms.push(phrase || next ? { term: word, prefix: false } : wordTerm(word));
      }
      else if (chars.length === 1) terms.push({ term: r.word, prefix: true });
      else for (let i = 0; i + 1 < chars.length; i++) terms.push({ term: chars[i] + chars[i + 1], prefix: false });
    });
    if (rs.length > 1 && !word || phrase || rs[0].dense && [...rs[0].word].length > 2) texts.push(text);
    marks.push(text);
  };
  const escape = (s) => s.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  const gap = "[^\\p{L}\\p{N}]*";
  // A letter that ends no word: those of scripts that part none end one everywhere.
  const letter = "(?![\\u0E00-\\u0EFF\\u1000-\\u109F\\u1780-\\u17FF\\u3005-\\u3007\\u3041-\\u30FF\\u3400-\\u9FFF\\uAC00-\\uD7A3\\uF900-\\uFAFF\\u{20000}-\\u{3FFFF}])[\\p{L}\\p{N}\\p{M}]";
  // pattern finds a text; that of a single word also with the signs in it that
  // many write.
  const pattern = ({ words, begins, ends }) => (begins && /^[\p{L}\p{N}]/u.test(words[0]) ? "(?<!" + letter + ")" : "") +
    (words.length === 1 && begins && !ends ? [...words[0]].map(escape).join("['_.-]?") : words.map(escape).join(gap)) + (ends ? "(?!" + letter + ")" : "");
  const matcher = (marks) => marks.length ? new RegExp(marks.map(pattern).join("|"), "gu") : null;

  const digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_";
  const value = new Uint8Array(128);
  for (let i = 0; i < 64; i++) value[digits.charCodeAt(i)] = i;
  // unpack marks in a list the posts that have a term: 1, or 3 in the title.
  const unpack = (s, into) => {
    let n = 0, d = 0, shift = 0;
    for (let i = 0; i < s.length; i++) {
      const v = value[s.charCodeAt(i)];
      d |= (v & 31) << shift;
      if (v & 32) { shift += 5; continue; }
      n += d; d = 0; shift = 0;
      into[n >>> 1] |= 1 + 2 * (n & 1);
    }
  };

  // Terms are sorted by their UTF-8 bytes, which is the order of code points.
  const before = (a, b) => {
    const x = [...a], y = [...b];
    for (let i = 0; i < x.length && i < y.length; i++) if (x[i] !== y[i]) return x[i].codePointAt(0) - y[i].codePointAt(0);
    return x.length - y.length;
  };
  const maxShards = 12;
  // root is what names the other data, of all posts.
  const posts = document.getElementById("posts").dataset;
  const root = () => load(posts.root);
  const directory = async () => load((await root()).terms);
  const postsOf = async ({ term, prefix, any }) => {
    const found = new Uint8Array(posts.total);
    if (any) {
      for (const list of await Promise.all(any.map(postsOf))) list.forEach((is, n) => { found[n] |= is; });
      return found;
    }
    const terms = await directory();
    let low = 0, high = terms.length;
    while (low < high) { const mid = low + high >> 1; if (before(terms[mid][0], term) <= 0) low = mid + 1; else high = mid; }
    const files = [];
    for (let i = Math.max(low - 1, 0); i < terms.length && files.length < maxShards; i++) {
      if (i >= low && !(prefix && terms[i][0].startsWith(term))) break;
      files.push(load("terms-" + terms[i][1]));
    }
    for (const file of await Promise.all(files)) {
      if (!prefix) { if (Object.hasOwn(file, term)) unpack(file[term], found); continue; }
      for (const t in file) if (t.startsWith(term)) unpack(file[t], found);
    }
    return found;
  };
  // search returns the numbers of posts, those with most terms in the title
  // first, then the newest. Pairs and filters say nothing of titles.
  const search = async (query, filters) => {
    const all = query.terms.concat(filters.map((term) => ({ term, prefix: false })));
    const lists = await Promise.all(all.map(postsOf)), found = [];
    for (let n = posts.total; n-- > 0;) {
      let titles = 0, i = 0;
      for (; i < lists.length && lists[i][n]; i++) titles += lists[i][n] >> 1;
      if (i === lists.length) (found[titles] ??= []).push(n);
    }
    return found.reverse().flat();
  };

  // linked returns the numbers of the posts that the first key that finds any does.
  const linked = async (keys) => {
    for (const key of keys) {
      const list = await postsOf({ term: "@" + key, prefix: false }), found = [...list.keys()].filter((n) => list[n]);
      if (found.length) return found.reverse();
    }
    return [];
  };

  return { put, load, root, directory, fold, parse, matcher, search, linked };
})();

(() => {
  const $ = (id) => document.getElementById(id);
  const list = $("posts"), box = $("q"), state = $("state"), more = $("more"), nav = $("facets");
  const total = +list.dataset.total, size = +list.dataset.size, step = 20, few = 5, shownLabels = 6;
  const first = [...list.children];
  let turn = 0, next = null, began = 0;

  const make = (name, props, ...children) => { const e = Object.assign(document.createElement(name), props); e.append(...children); return e; };
  // marked returns text with what the pattern finds in it, folded, marked.
  const marked = (text, re, f = re && markive.fold(text), from = 0, to = text.length) => {
    const out = [];
    let at = from;
    if (re) {
      for (const m of f.s.matchAll(re)) {
        const a = f.at(m.index), b = f.at(m.index + m[0].length);
        if (b > to) break;
        if (!m[0] || a < at) continue;
        out.push(text.slice(at, a), make("mark", { textContent: text.slice(a, b) }));
        at = b;
      }
    }
    out.push(text.slice(at, to));
    return out;
  };
  const snippet = (text, re) => {
    const f = re && markive.fold(text), found = re ? f.s.search(re) : -1;
    if (found < 0) return null;
    const hit = f.at(found);
    let from = Math.max(0, hit - 70), to = Math.min(text.length, hit + 150);
    if (/[\uDC00-\uDFFF]/.test(text[from])) from++;
    if (to < text.length && /[\uDC00-\uDFFF]/.test(text[to])) to++;
    return make("p", { className: "snippet", dir: "auto" }, from > 0 ? "…" : "", ...marked(text, re, f, from, to), to < text.length ? "…" : "");
  };
  // gone lists what a post lacks, and why, as far as that is known.
  const gone = (all) => make("ul", { className: "gone" }, ...all.map(([address, why]) => make("li", {},
    /^https?:/i.test(address) ? make("a", { href: address, rel: "noreferrer noopener", textContent: address }) : make("span", { textContent: address }),
    why ? make("span", { className: "why", textContent: why }) : "")));
  const row = ([name, href, date, thumb, , missing, , , labels, lang], text, re, lack) => {
    const facts = make("p", { className: "facts" });
    if (date) facts.append(make("time", { dateTime: date, textContent: date }), " ");
    for (const [i, l] of (labels ?? []).entries()) {
      const parts = marked(l, re);
      if (i < shownLabels || parts.length > 1) facts.append(make("bdi", {}, ...parts), " ");
    }
    if (missing) facts.append(make("span", { className: "missing", textContent: missing + (missing === 1 ? " picture missing" : " pictures missing") }));
    const link = make("a", { href, dir: "auto", lang: lang }, ...marked(name, re));
    const body = make("div", {}, link, facts), s = text && snippet(text, re);
    if (s) { if (lang) s.lang = lang; body.append(s); }
    if (lack) body.append(gone(lack));
    const li = make("li", {}, body);
    if (thumb) li.prepend(make("img", { alt: "", loading: "lazy", decoding: "async", src: thumb }));
    return li;
  };
  const post = async (n) => (await markive.load("posts-" + (await markive.root()).posts[Math.floor(n / size)]))[n % size];
  const lacks = async (n) => {
    const file = (await markive.root()).missing[Math.floor(n / size)];
    if (!file) return null;
    const [what, why] = await Promise.all([markive.load("missing-" + file), markive.load("reasons-" + file)]);
    return what[n % size]?.map((address, i) => [address, why[n % size]?.[i]]);
  };

  // show appends posts, as they come, until a screenful has passed the test.
  // The first few are shown before the others are read.
  const show = async (numbers, query, mine, lacking = $("f-m")?.value) => {
    const re = markive.matcher(query.marks), tests = query.texts.map((t) => markive.matcher([t]));
    let at = 0;
    const read = async (n) => {
      const p = await post(n);
      return [p, query.marks.length ? (await markive.load("text-" + p[6]))[p[7]] : "", lacking ? await lacks(n) : null];
    };
    next = async () => {
      more.hidden = true;
      let shown = 0;
      while (at < numbers.length && shown < step) {
        const some = numbers.slice(at, at += shown ? step - shown : few), rows = [];
        const posts = await Promise.all(some.map(read));
        if (mine !== turn) return 0;
        for (const [p, text, lack] of posts) {
          const all = tests.length && markive.fold([p[0], text, ...p[8] ?? []].join(" \n ")).s;
          if (tests.every((t) => all.search(t) >= 0)) rows.push(row(p, text, re, lack));
        }
        list.append(...rows);
        if (!shown && rows.length) document.documentElement.dataset.first = Math.round(performance.now() - began);
        shown += rows.length;
      }
      more.hidden = at >= numbers.length;
      return shown;
    };
    list.replaceChildren();
    const n = await next();
    const most = tests.length && at >= numbers.length ? n : numbers.length;
    if (mine === turn) state.textContent = n === 0 ? "Nothing found" : (tests.length && at < numbers.length ? "At most " : "") + most + (most === 1 ? " post" : " posts");
  };
  const start = () => {
    list.replaceChildren(...first);
    state.textContent = "";
    let at = first.length;
    more.hidden = at >= total;
    next = async () => {
      const mine = turn, to = Math.min(at + 50, total), rows = [];
      for (; at < to; at++) rows.push(row(await post(total - 1 - at), "", null));
      if (mine !== turn) return;
      list.append(...rows);
      more.hidden = at >= total;
    };
  };

  // What is looked for is in the address, so that whoever comes back finds it.
  const asked = () => new URLSearchParams(location.hash.slice(1));
  const choices = () => [...nav.querySelectorAll("select")];
  const filters = () => choices().filter((c) => c.value);
  const remember = () => {
    const to = new URLSearchParams(box.value.trim() && { q: box.value });
    for (const c of filters()) to.set(c.name, c.value.slice(1));
    const end = to.toString();
    try { history.replaceState(null, "", location.href.replace(/#.*/, "") + (end && "#" + end)); } catch {} // Safari counts them
  };
  const recall = () => {
    const to = asked();
    box.value = to.get("q") ?? "";
    for (const c of choices()) {
      c.value = to.has(c.name) ? ":" + to.get(c.name) : "";
      if (c.selectedIndex < 0) c.value = "";
    }
  };
  const broken = (e) => { state.textContent = "The search data of this archive is not whole: " + e.message + ". Run markive index to have it made anew"; };
  const run = async () => {
    const mine = ++turn, query = markive.parse(box.value);
    document.documentElement.dataset.busy = "1";
    began = performance.now();
    delete document.documentElement.dataset.first;
    remember();
    try {
      if (!query.terms.length && box.value.trim()) {
        list.replaceChildren();
        more.hidden = true;
        state.textContent = "Nothing to search for: only letters and numbers are";
      } else if (!query.terms.length && !filters().length) start();
      else {
        const numbers = await markive.search(query, filters().map((c) => "#" + c.name + c.value));
        if (mine === turn) await show(numbers, query, mine);
      }
    } catch (e) {
      broken(e);
    }
    if (mine === turn) { document.documentElement.dataset.busy = ""; document.documentElement.dataset.took = Math.round(performance.now() - began); }
  };

  const kinds = [["y", "Year"], ["c", "Category"], ["t", "Tag"], ["a", "Author"], ["f", "Folder"], ["m", "Missing"]];
  const facets = async () => {
    const all = (await markive.root()).facets;
    for (const [kind, title] of kinds) {
      if (!all[kind]) continue;
      const choice = make("select", { id: "f-" + kind, name: kind });
      choice.append(make("option", { value: "", textContent: "all" }));
      for (const [v, n] of all[kind]) choice.append(make("option", { value: ":" + v, textContent: (v || (kind === "y" ? "undated" : "none")) + " (" + n + ")" }));
      choice.addEventListener("change", run);
      nav.append(make("div", {}, make("label", { htmlFor: choice.id, textContent: title }), choice));
    }
    nav.hidden = !nav.children.length;
  };

  // follow goes where a link of a post leads that came by way of this page, or
  // tells why what the post lacks is missing.
  const follow = async () => {
    const to = asked(), why = to.has("why");
    if (!to.has("to") && !why) return false;
    const mine = ++turn, numbers = await markive.linked(to.getAll(why ? "why" : "to"));
    if (why && numbers.length) {
      await show(numbers, markive.parse(""), mine, true);
      return true;
    }
    if (numbers.length === 1) {
      location.replace((await post(numbers[0]))[1] + (to.get("at") ? "#" + to.get("at") : ""));
      return true;
    }
    if (numbers.length) {
      await show(numbers, markive.parse(""), mine);
      state.textContent = "The link may lead to each of these posts";
      return true;
    }
    const web = to.get("web") ?? "";
    list.replaceChildren();
    more.hidden = true;
    state.replaceChildren("The post that the link leads to is not in this archive",
      ...(/^https?:/i.test(web) ? [". On the web: ", make("a", { href: web, rel: "noreferrer noopener", textContent: web })] : []));
    return true;
  };
  // enter shows what the address asks for, or what was typed before it was read.
  const enter = (typed) => follow().then((there) => {
    if (there) return;
    if (!typed) recall();
    run();
  }, broken);
  addEventListener("hashchange", () => enter());

  // What is typed is looked for after a moment, or at once with Enter; not twice.
  let timer = 0;
  const look = () => { clearTimeout(timer); timer = 0; run(); };
  box.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(look, 40); });
  box.form.addEventListener("submit", (e) => { e.preventDefault(); if (timer) look(); });
  box.addEventListener("focus", () => markive.directory().catch(() => {})); // what the first letter needs
  more.addEventListener("click", () => next());
  document.addEventListener("keydown", (e) => {
    if (e.key === "/" && !/^(INPUT|SELECT|TEXTAREA)$/.test(document.activeElement.tagName)) { e.preventDefault(); box.focus(); }
  });
  box.form.hidden = false;
  facets().catch(() => {}).then(() => enter(box.value));
})();
