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
  const known = new Map();
  const foldRune = (r) => {
    const c = r.codePointAt(0);
    if (c < 0x80) return r.toLowerCase();
    if (c >= 0xFF01 && c <= 0xFF5E) return String.fromCharCode(c - 0xFEE0).toLowerCase();
    if (dense(c)) return r;
    let f = known.get(r);
    if (f === undefined) {
      f = { "ς": "σ", "ى": "ي", "ی": "ي", "ک": "ك", "ـ": "" }[r];
      if (f === undefined) f = /\p{Cf}/u.test(r) ? "" : r.normalize("NFD").replace(/\p{Mn}/gu, "").toLowerCase();
      known.set(r, f);
    }
    return f;
  };
  const isTerm = (r) => /[\p{L}\p{N}\p{M}]/u.test(r);
  // fold returns the folded text and where each of its units stood.
  const fold = (text) => {
    let s = "", at = 0;
    const from = [];
    for (const r of text) {
      const f = foldRune(r);
      for (let i = 0; i < f.length; i++) from.push(at);
      s += f;
      at += r.length;
    }
    from.push(at);
    return { s, from };
  };
  const runs = (text) => {
    const all = [];
    let word = "", kind = 0;
    for (const r of fold(text).s + " ") {
      const k = !isTerm(r) ? 0 : dense(r.codePointAt(0)) ? 2 : 1;
      if (k !== kind) { if (kind) all.push({ word, dense: kind === 2 }); word = ""; kind = k; }
      word += r;
    }
    return all;
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

  // parse reads a query: terms that a post must have, and texts that must
  // stand in it as they are. A word may go on; a phrase in quotes may not.
  const parse = (query) => {
    const terms = [], texts = [], marks = [];
    for (const m of query.matchAll(/["“”«»]([^"“”«»]+)["“”«»]?|([^\s"“”«»]+)/gu)) {
      const phrase = m[1] !== undefined, rs = runs(m[1] ?? m[2]);
      rs.forEach((r, i) => {
        const chars = [...r.word];
        if (phrase && rs[i + 1]) terms.push({ term: pairTerm(edge(r, -1), edge(rs[i + 1], 0)), prefix: false });
        if (!r.dense) {
          const word = chars.slice(0, maxTerm).join("");
          if (phrase) terms.push({ term: word, prefix: false });
          else if (chars.length <= maxBeginning) terms.push({ term: word + "*", prefix: false });
          else terms.push({ term: word, prefix: true });
        }
        else if (chars.length === 1) terms.push({ term: r.word, prefix: true });
        else for (let i = 0; i + 1 < chars.length; i++) terms.push({ term: chars[i] + chars[i + 1], prefix: false });
        if (!phrase) marks.push({ text: r.word, inside: r.dense });
        if (!phrase && r.dense && chars.length > 2) texts.push([r.word]);
      });
      if (phrase && rs.length) { texts.push(rs.map((r) => r.word)); marks.push({ text: rs.map((r) => r.word), inside: true }); }
    }
    return { terms, texts, marks };
  };
  const escape = (s) => s.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  const gap = "[^\\p{L}\\p{N}]*";
  const pattern = (words) => [].concat(words).map(escape).join(gap);
  const matcher = (marks) => marks.length ? new RegExp(marks.map((m) => (m.inside ? "" : "(?<![\\p{L}\\p{N}])") + pattern(m.text)).join("|"), "gu") : null;

  const digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_";
  const value = new Uint8Array(128);
  for (let i = 0; i < 64; i++) value[digits.charCodeAt(i)] = i;
  const unpack = (s, into) => {
    let n = 0, d = 0, shift = 0;
    for (let i = 0; i < s.length; i++) {
      const v = value[s.charCodeAt(i)];
      d += (v & 31) * 2 ** shift;
      if (v & 32) { shift += 5; continue; }
      n += d; d = 0; shift = 0;
      into.set(n >>> 1, (into.get(n >>> 1) ?? 0) | n & 1);
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
  const root = () => load(document.getElementById("posts").dataset.root);
  const postsOf = async ({ term, prefix }) => {
    const directory = await load((await root()).terms), found = new Map();
    let low = 0, high = directory.length;
    while (low < high) { const mid = low + high >> 1; if (before(directory[mid][0], term) <= 0) low = mid + 1; else high = mid; }
    const files = [];
    for (let i = Math.max(low - 1, 0); i < directory.length && files.length < maxShards; i++) {
      if (i >= low && !(prefix && directory[i][0].startsWith(term))) break;
      files.push(load("terms-" + directory[i][1]));
    }
    for (const file of await Promise.all(files)) {
      if (!prefix) { if (Object.hasOwn(file, term)) unpack(file[term], found); continue; }
      for (const t in file) if (t.startsWith(term)) unpack(file[t], found);
    }
    return found;
  };
  // search returns the numbers of posts, those with a term in the title first,
  // then the newest. Pairs and filters say nothing of titles. They are sorted as
  // numbers, which takes a fraction of what a function that compares does.
  const search = async (query, filters) => {
    const all = query.terms.concat(filters.map((term) => ({ term, prefix: false })));
    const lists = (await Promise.all(all.map(postsOf))).sort((a, b) => a.size - b.size);
    const found = [];
    for (const [n] of lists[0] ?? []) {
      let title = 0;
      if (lists.every((l) => { const t = l.get(n); title += t ?? 0; return t !== undefined; })) found.push(title * 2 ** 32 + n);
    }
    return Array.from(Float64Array.from(found).sort().reverse(), (k) => k % 2 ** 32);
  };

  // linked returns the numbers of the posts that the first key that finds any does.
  const linked = async (keys) => {
    for (const key of keys) {
      const found = await postsOf({ term: "@" + key, prefix: false });
      if (found.size) return [...found.keys()].sort((a, b) => b - a);
    }
    return [];
  };

  return { put, load, root, fold, parse, matcher, pattern, search, linked };
})();

(() => {
  const $ = (id) => document.getElementById(id);
  const list = $("posts"), box = $("q"), state = $("state"), more = $("more"), nav = $("facets");
  const total = +list.dataset.total, size = +list.dataset.size, step = 20, few = 5;
  const first = [...list.children];
  const filters = new Map();
  let turn = 0, next = null, began = 0;

  const make = (name, props, ...children) => { const e = Object.assign(document.createElement(name), props); e.append(...children); return e; };
  // marked returns text with what the pattern finds in it, folded, marked.
  const marked = (text, re, from = 0, to = text.length) => {
    const out = [];
    let at = from;
    if (re) {
      const f = markive.fold(text);
      for (const m of f.s.matchAll(re)) {
        const a = f.from[m.index], b = f.from[m.index + m[0].length];
        if (!m[0] || a < at || b > to) continue;
        out.push(text.slice(at, a), make("mark", { textContent: text.slice(a, b) }));
        at = b;
      }
    }
    out.push(text.slice(at, to));
    return out;
  };
  const snippet = (text, re) => {
    const f = markive.fold(text), m = re && [...f.s.matchAll(re)].find((m) => m[0]);
    if (!m) return null;
    const hit = f.from[m.index];
    let from = Math.max(0, hit - 70), to = Math.min(text.length, hit + 150);
    if (/[\uDC00-\uDFFF]/.test(text[from])) from++;
    if (to < text.length && /[\uDC00-\uDFFF]/.test(text[to])) to++;
    return make("p", { className: "snippet", dir: "auto" }, from > 0 ? "…" : "", ...marked(text, re, from, to), to < text.length ? "…" : "");
  };
  // gone lists what a post lacks, and why, as far as that is known.
  const gone = (all) => make("ul", { className: "gone" }, ...all.map(([address, why]) => make("li", {},
    /^https?:/i.test(address) ? make("a", { href: address, rel: "noreferrer noopener", textContent: address }) : make("span", { textContent: address }),
    why ? make("span", { className: "why", textContent: why }) : "")));
  const row = ([name, href, date, thumb, , missing, , , labels, lang], text, re, lack) => {
    const facts = make("p", { className: "facts" });
    if (date) facts.append(make("time", { dateTime: date, textContent: date }), " ");
    for (const l of labels ?? []) facts.append(make("bdi", { textContent: l }), " ");
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
  const show = async (numbers, query, mine) => {
    const re = markive.matcher(query.marks), tests = query.texts.map((t) => new RegExp(markive.pattern(t), "u"));
    const lacking = filters.has("m");
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
          const all = tests.length && markive.fold(p[0] + " \n " + text).s;
          if (tests.every((t) => t.test(all))) rows.push(row(p, text, re, lack));
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
    if (mine === turn) state.textContent = n === 0 ? "Nothing found" : (tests.length && at < numbers.length ? "At most " : "") + (tests.length && at >= numbers.length ? n : numbers.length) + (numbers.length === 1 ? " post" : " posts");
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
  const run = async () => {
    const mine = ++turn, query = markive.parse(box.value);
    document.documentElement.dataset.busy = "1";
    began = performance.now();
    delete document.documentElement.dataset.first;
    try {
      if (!query.terms.length && !filters.size) start();
      else {
        const numbers = await markive.search(query, [...filters.values()]);
        if (mine === turn) await show(numbers, query, mine);
      }
    } catch (e) {
      state.textContent = "The search data of this archive is not whole: " + e.message + ". Run markive index to have it made anew";
    }
    if (mine === turn) { document.documentElement.dataset.busy = ""; document.documentElement.dataset.took = Math.round(performance.now() - began); }
  };

  const kinds = [["y", "Year"], ["c", "Category"], ["t", "Tag"], ["a", "Author"], ["f", "Folder"], ["m", "Missing"]];
  const facets = async () => {
    const all = (await markive.root()).facets;
    for (const [kind, title] of kinds) {
      if (!all[kind]) continue;
      const choice = make("select", { id: "f-" + kind });
      choice.append(make("option", { value: "", textContent: "all" }));
      for (const [v, n] of all[kind]) choice.append(make("option", { value: v, textContent: v + " (" + n + ")" }));
      choice.addEventListener("change", () => {
        if (choice.value) filters.set(kind, "#" + kind + ":" + choice.value); else filters.delete(kind);
        run();
      });
      nav.append(make("div", {}, make("label", { htmlFor: choice.id, textContent: title }), choice));
    }
    nav.hidden = !nav.children.length;
  };

  // follow goes where a link of a post leads that came by way of this page.
  const follow = async () => {
    const to = new URLSearchParams(location.hash.slice(1));
    if (!to.has("to")) return false;
    const mine = ++turn, numbers = await markive.linked(to.getAll("to"));
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
  addEventListener("hashchange", () => follow());

  let timer = 0;
  box.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(run, 40); });
  box.form.addEventListener("submit", (e) => { e.preventDefault(); run(); });
  more.addEventListener("click", () => next());
  document.addEventListener("keydown", (e) => {
    if (e.key === "/" && !/^(INPUT|SELECT|TEXTAREA)$/.test(document.activeElement.tagName)) { e.preventDefault(); box.focus(); }
  });
  box.form.hidden = false;
  facets().catch(() => {});
  follow().then((there) => { if (!there) { if (box.value) run(); else start(); } },
    () => { state.textContent = "The search data of this archive is not whole. Run markive index to have it made anew"; });
})();
