package convert

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// spliceAll replaces every field of a post by /new/1, /new/2 and so on, and
// returns the block and the fields as name=value, those in parentheses that
// cannot be replaced.
func spliceAll(t *testing.T, src string, names []string) (raw string, found []string) {
	t.Helper()
	fm := mustParse(t, src).FrontMatter
	fields := fm.imageFields(names)
	values := make([]string, len(fields))
	for i, f := range fields {
		values[i] = fmt.Sprintf("new/%d", i+1)
		s := f.Name + "=" + f.Value
		if !f.spliceable {
			s = "(" + s + ")"
		}
		found = append(found, s)
	}
	return fm.spliced(fields, values), found
}

func TestSplice(t *testing.T) {
	for name, c := range map[string]struct {
		src, want string
		fields    string
	}{
		"quoting": {
			"---\ncover: 'https://e.org/a.jpg'\nimage: \"/a.jpg\"\nthumbnail: //e.org/a\nbanner: a.jpg\n---",
			"cover: 'new/1'\nimage: \"new/2\"\nthumbnail: new/3\nbanner: new/4\n",
			"cover=https://e.org/a.jpg image=/a.jpg thumbnail=//e.org/a banner=a.jpg",
		},
		"comments, order and blanks": {
			"---\n# images\nimage:   /a.jpg   # the cat\n\ncover : '/b.jpg' #/b.jpg\ntitle: /a.jpg\n---",
			"# images\nimage:   new/1   # the cat\n\ncover : 'new/2' #/b.jpg\ntitle: /a.jpg\n",
			"image=/a.jpg cover=/b.jpg",
		},
		"text before the value": {
			"---\n\"猫 😀\": {image: no, 'cover': 1}\nphotos: ['/猫/😀.jpg', /é.jpg, \"b\u00a0c.jpg\"]\n---",
			"\"猫 😀\": {image: no, 'cover': 1}\nphotos: ['new/1', new/2, \"new/3\"]\n",
			"photos=/猫/😀.jpg photos=/é.jpg photos=b\u00a0c.jpg",
		},
		"lists": {
			"---\nphotos:\n- /a.jpg\n-  '/a.jpg'\n- url: /b.jpg\n  alt: /c.jpg\n- {src: /d.jpg, w: 3}\n- no\nimages: [ /a.jpg,/b.jpg ]\n---",
			"photos:\n- new/1\n-  'new/2'\n- url: new/3\n  alt: /c.jpg\n- {src: new/4, w: 3}\n- no\nimages: [ new/5,new/6 ]\n",
			"photos=/a.jpg photos=/a.jpg photos=/b.jpg photos=/d.jpg images=/a.jpg images=/b.jpg",
		},
		"maps": {
			"---\ncover:\n  image: /a.jpg\n  alt: /a.jpg\nheader: {teaser: '/b.jpg', image: /c.jpg}\nother:\n  image: /d.jpg\n---",
			"cover:\n  image: new/1\n  alt: /a.jpg\nheader: {teaser: 'new/2', image: new/3}\nother:\n  image: /d.jpg\n",
			"cover.image=/a.jpg header.teaser=/b.jpg header.image=/c.jpg",
		},
		"escapes": {
			"---\ncover: '/it''s.jpg'\nimage: \"/a\\\"\\\\\\u00e9.jpg\" # \"\n---",
			"cover: 'new/1'\nimage: \"new/2\" # \"\n",
			`cover=/it's.jpg image=/a"\é.jpg`,
		},
		"the last of two": {
			"---\ncover: /a.jpg\ncover: /b.jpg\n---",
			"cover: /a.jpg\ncover: new/1\n",
			"cover=/b.jpg",
		},
		"anchors and tags": {
			"---\ncover: &c /a.jpg\nimage: !!str '/b.jpg'\nbanner: !!str &x\t/c.jpg\n---",
			"cover: &c new/1\nimage: !!str 'new/2'\nbanner: !!str &x\tnew/3\n",
			"cover=/a.jpg image=/b.jpg banner=/c.jpg",
		},
		"several, by several signs": {
			"---\ncover: /a.jpg, /b c.jpg\nphotos: \"/1.jpg /2.jpg\"\nimage: '/3.jpg;/4.jpg'\nbanner: /my photo.jpg\n---",
			"cover: new/1, new/2\nphotos: \"new/3 new/4\"\nimage: 'new/5;new/6'\nbanner: new/7\n",
			"cover=/a.jpg cover=/b c.jpg photos=/1.jpg photos=/2.jpg image=/3.jpg image=/4.jpg banner=/my photo.jpg",
		},
		"an alias means the same": {
			"---\nog_image: &c /a.jpg\nimage: *c\nphotos: [*c , /b.jpg]\nbanner: '/b.jpg'\n---",
			"og_image: &c new/1\nimage: new/2\nphotos: [new/3 , new/4]\nbanner: 'new/5'\n",
			"og_image=/a.jpg image=/a.jpg photos=/a.jpg photos=/b.jpg banner=/b.jpg",
		},
		"an alias of a field that stays": {
			"---\ncard: &c /a.jpg\nimage: *c\n---",
			"card: &c /a.jpg\nimage: new/1\n",
			"image=/a.jpg",
		},
		"an anchor whose alias stays": {
			"---\ncover: &c /a.jpg\ncard: *c\nbanner: '/b.jpg'\n---",
			"cover: &c /a.jpg\ncard: *c\nbanner: 'new/2'\n",
			"(cover=/a.jpg) banner=/b.jpg",
		},
		"an anchor whose alias stays, beside a list": {
			"---\ncover: &c /a.jpg\ncard: *c\nphotos: [/b.jpg, &d /d.jpg]\ncards: [*d]\nheader: {image: /e.jpg}\n---",
			"cover: &c /a.jpg\ncard: *c\nphotos: [new/2, &d /d.jpg]\ncards: [*d]\nheader: {image: new/4}\n",
			"(cover=/a.jpg) photos=/b.jpg (photos=/d.jpg) header.image=/e.jpg",
		},
		"signs with nothing between": {
			"---\ncover: /a.jpg;;/b.jpg\nimage: '/c.jpg,,/d.jpg'\nbanner: \"/e.jpg  /f.jpg\"\nthumbnail: /g.jpg|/h.txt\n---",
			"cover: new/1;;new/2\nimage: 'new/3,,new/4'\nbanner: \"new/5  new/6\"\nthumbnail: new/7\n",
			"cover=/a.jpg cover=/b.jpg image=/c.jpg image=/d.jpg banner=/e.jpg banner=/f.jpg thumbnail=/g.jpg|/h.txt",
		},
		"several lines": {
			"---\nbanner: /a\n  b.jpg\nthumbnail: \"/c\\\n  d.jpg\"\nimage: >-\n  /e/f\n  g.jpg\n---",
			"banner: /a\n  b.jpg\nthumbnail: \"new/2\"\nimage: >-\n  /e/f\n  g.jpg\n",
			"(banner=/a b.jpg) thumbnail=/cd.jpg (image=/e/f g.jpg)",
		},
		"a block of one line": {
			"---\ncover: >-\n  /a.jpg\nimage: |\n  /b.jpg\n\nbanner: >+ \n    /c.jpg  \n\nphotos:\n- >-\n  /d.jpg\n- |2\n    /e.jpg\nheader:\n  teaser: > # why\n    /f.jpg\n---",
			"cover: new/1\nimage: new/2\n\nbanner: new/3  \n\nphotos:\n- new/4\n- new/5\nheader:\n  teaser: > # why\n    /f.jpg\n",
			"cover=/a.jpg image=/b.jpg banner=/c.jpg photos=/d.jpg photos=/e.jpg (header.teaser=/f.jpg)",
		},
		"on the next line": {
			"---\ncover:\n  /a.jpg\nimage:\n  '/b.jpg'\n---",
			"cover:\n  new/1\nimage:\n  'new/2'\n",
			"cover=/a.jpg image=/b.jpg",
		},
		"no images": {
			"---\ncover: true\nimage:\nbanner: '#fff'\nthumbnail: fa-star\nimg: [1, 2021-11-20]\n---",
			"cover: true\nimage:\nbanner: '#fff'\nthumbnail: fa-star\nimg: [1, 2021-11-20]\n",
			"",
		},
		"odd line ends": {
			"---\ntitle: \"a\u2028b\u0085c\"\ncover: '/a.jpg'\n---",
			"title: \"a\u2028b\u0085c\"\ncover: 'new/1'\n",
			"cover=/a.jpg",
		},
		"toml": {
			"+++\n# c\ncover = \"/a.jpg\" # d\nimage = '/b.jpg'\nbanner = \"\"\"/c.jpg\"\"\"\nimages = [\"é.jpg\", '''/d.jpg''',\n '/e.jpg']\n[header]\nteaser = \"/f.jpg\"\n+++",
			"# c\ncover = \"new/1\" # d\nimage = 'new/2'\nbanner = \"new/3\"\nimages = [\"new/4\", 'new/5',\n 'new/6']\n[header]\nteaser = \"new/7\"\n",
			"cover=/a.jpg image=/b.jpg banner=/c.jpg images=é.jpg images=/d.jpg images=/e.jpg header.teaser=/f.jpg",
		},
		"json": {
			"{\n\"cover\": \"\\/a.jpg\", \"x\": \"cover\",\n  \"photos\" :[\"/猫.jpg\",{\"url\":\"/b.jpg\"}], \"image\": {\"path\": \"/c.jpg\"}}",
			"{\n\"cover\": \"new/1\", \"x\": \"cover\",\n  \"photos\" :[\"new/2\",{\"url\":\"new/3\"}], \"image\": {\"path\": \"new/4\"}}",
			"cover=/a.jpg photos=/猫.jpg photos=/b.jpg image.path=/c.jpg",
		},
		"members": {
			";;;\n\"title\": \"a\",\n\"cover\": \"/a.jpg\"\n;;;",
			"\"title\": \"a\",\n\"cover\": \"new/1\"\n",
			"cover=/a.jpg",
		},
		"params and extra": {
			"---\nparams:\n  image: /a.jpg\n  cover: {image: /b.jpg}\n  url: /page/\nextra: {image: /c.jpg}\nother: {image: /d.jpg}\n---",
			"params:\n  image: new/1\n  cover: {image: new/2}\n  url: /page/\nextra: {image: new/3}\nother: {image: /d.jpg}\n",
			"params.image=/a.jpg params.cover.image=/b.jpg extra.image=/c.jpg",
		},
		"maps in maps": {
			"---\nsocial: {image: /a.jpg, url: /page/}\nhero: {image: {src: /b.jpg, alt: a/b}}\ngallery: {images: [/c.jpg, {src: /d.jpg}]}\n---",
			"social: {image: new/1, url: /page/}\nhero: {image: {src: new/2, alt: a/b}}\ngallery: {images: [new/3, {src: new/4}]}\n",
			"social.image=/a.jpg hero.image.src=/b.jpg gallery.images=/c.jpg gallery.images=/d.jpg",
		},
		"maps of other keys, and lists in lists": {
			"---\nhero: {light: a.png, Dark: {x2: /b.png?v=1, link: /page/}, alt: c.png, lqip: 'data:image/png;base64,AA'}\ngallery: [[d.png, no], [{thumb: e.png, title: f.png}]]\n---",
			"hero: {light: new/1, Dark: {x2: new/2, link: /page/}, alt: c.png, lqip: 'data:image/png;base64,AA'}\ngallery: [[new/3, no], [{thumb: new/4, title: f.png}]]\n",
			"hero.light=a.png hero.Dark.x2=/b.png?v=1 gallery=d.png gallery=e.png",
		},
		"template tags": {
			"---\nheader:\n  overlay_image: \"{{ site.baseurl }}/a.png\"\n  teaser: '{{ page.colour }}'\ncover: \"{{ '/b.png' | relative_url }}\"\nimage: \"{{'/c.png'|absolute_url}}\"\nbanner: '{% link img/d.png %}'\nthumb: '{{ e.png'\nimg: '{{ f }} and {{ g }}'\n---",
			"header:\n  overlay_image: \"new/1\"\n  teaser: '{{ page.colour }}'\ncover: \"new/2\"\nimage: \"new/3\"\nbanner: 'new/4'\nthumb: '{{ e.png'\nimg: '{{ f }} and {{ g }}'\n",
			"header.overlay_image={{ site.baseurl }}/a.png cover={{ '/b.png' | relative_url }} image={{'/c.png'|absolute_url}} banner={% link img/d.png %}",
		},
		"toml, over several lines": {
			"+++\nimage = \"\"\"\n/a.jpg\n\"\"\"\nbanner = '''\n/b.jpg''' # why\ncover = \"\"\"\na\nb.jpg\"\"\"\n+++",
			"image = \"new/1\"\nbanner = 'new/2' # why\ncover = \"\"\"\na\nb.jpg\"\"\"\n",
			"image=/a.jpg banner=/b.jpg",
		},
		"several in one text": {
			"---\nimages: /a.jpg, https://h.example/b.jpg?w=1\nimg: \"c.png,d.png\"\nphotos: ['/e.jpg, /f.jpg', \"/g.jpg, \\x2fh.jpg\", '/i.jpg, words']\n---",
			"images: new/1, new/2\nimg: \"new/3,new/4\"\nphotos: ['new/5, new/6', \"new/7\", '/i.jpg, words']\n",
			"images=/a.jpg images=https://h.example/b.jpg?w=1 img=c.png img=d.png photos=/e.jpg photos=/f.jpg photos=/g.jpg, /h.jpg",
		},
		"broken": {"---\ntitle: a: b\ncover: /a.jpg\n---", "title: a: b\ncover: /a.jpg\n", ""},
		"none":   {"<img src=/a.jpg>", "", ""},
	} {
		raw, found := spliceAll(t, c.src, DefaultImageFields)
		if raw != c.want || strings.Join(found, " ") != c.fields {
			t.Errorf("%s: got\n%s%s\nwant\n%s%s", name, raw, strings.Join(found, " "), c.want, c.fields)
		}
	}
}

func TestSpliceNames(t *testing.T) {
	src := "---\na: /1.jpg\nb: {c: {d: /2.jpg}}\ncover: /3.jpg\ne: {url: /4.jpg, caption: /5.jpg}\nf: [{src: /6.jpg}]\n---"
	for _, c := range []struct{ names, want []string }{
		{nil, nil},
		{[]string{"b.c.d", "a", "a", "A"}, []string{"a=/1.jpg", "b.c.d=/2.jpg"}},
		{[]string{"b", "b.c", "a.b", ""}, []string{"b.c.d=/2.jpg"}},
		{[]string{"e", "f"}, []string{"e.url=/4.jpg", "f=/6.jpg"}},
	} {
		if _, got := spliceAll(t, src, c.names); !slices.Equal(got, c.want) {
			t.Errorf("fields of %q = %q, want %q", c.names, got, c.want)
		}
	}
}

func TestSpliceSome(t *testing.T) {
	fm := mustParse(t, "---\nphotos: [/a.jpg, /b.jpg, /c.jpg]\n---").FrontMatter
	fields := fm.imageFields([]string{"photos"})
	if got, want := fm.spliced(fields, []string{"", "x/猫.jpg", ""}), "photos: [/a.jpg, x/猫.jpg, /c.jpg]\n"; got != want {
		t.Errorf("spliced = %q, want %q", got, want)
	}
}

func TestQuoted(t *testing.T) {
	for _, c := range []struct {
		f     Format
		quote byte
		s     string
		want  string
	}{
		{YAML, 0, "images/01-猫-9f.jpg", "images/01-猫-9f.jpg"},
		{YAML, 0, "-images/a.jpg", "'-images/a.jpg'"},
		{YAML, 0, "null", "'null'"},
		{YAML, 0, "a/b: c", "'a/b: c'"},
		{YAML, 0, "a/b,c", "'a/b,c'"},
		{YAML, '\'', "it's", "'it''s'"},
		{YAML, '"', `a"\`, `"a\"\\"`},
		{TOML, '\'', "it's", `"it's"`},
		{TOML, '\'', "its", `'its'`},
		{JSON, '"', `a"\`, `"a\"\\"`},
	} {
		fm := FrontMatter{Format: c.f}
		if got := fm.quoted(c.s, c.quote); got != c.want {
			t.Errorf("%s: quoted(%q, %q) = %s, want %s", c.f, c.s, c.quote, got, c.want)
		}
	}
}

func TestIsImageAddress(t *testing.T) {
	for s, want := range map[string]bool{
		"https://e.org/?http://e.net/a.jpg":  true,
		"HTTP://e.org":                       true,
		"//e.org/a":                          true,
		"/a":                                 true,
		"/":                                  false,
		"a.JPG":                              true,
		"a.png?w=640#x":                      true,
		"my cat.jpeg":                        true,
		"images/a":                           true,
		"../a.webp":                          true,
		"data:image/gif;base64,R0lGODlhAQAB": true,
		"":                                   false,
		"true":                               false,
		"cat":                                false,
		"images/":                            false,
		"n/a":                                false,
		"cats and/or dogs":                   false,
		"/* no */ thing":                     false,
		"#aabbcc":                            false,
		"rgb(0 0 0 / 50%)":                   false,
		"linear-gradient(a/b)":               false,
		"javascript:a/b":                     false,
		"fa-star":                            false,
		"v1.2":                               false,
		"{{ site.url }}/a.jpg":               true,
		"{% asset %}/a.jpg":                  true,
		"<img src=/a.jpg>":                   false,
		"/a.jpg\n/b.jpg":                     false,
		strings.Repeat("a/", 3000):           false,
	} {
		if got := isImageAddress(s); got != want {
			t.Errorf("isImageAddress(%.60q) = %v, want %v", s, got, want)
		}
	}
}

// FuzzSplice: whatever the block, replacing images leaves one that parses,
// holds the new values where the old ones were, and no other text is touched.
func FuzzSplice(f *testing.F) {
	for _, src := range []string{
		"---\ncover: '/a.jpg' # c\nphotos: [/b.jpg, \"c.png\"]\n---", "---\ncover: &a !!str /a.jpg\nimage: *a\n---",
		"---\nheader: {image: a/b, teaser: >\n  /c.jpg\n}\n---", "+++\ncover = 'a.jpg'\nimages = [\"/é.jpg\", '''x/y''']\n+++",
		"{\"image\": {\"path\": \"\\/a\"}, \"photos\": [{\"url\": \"//b/c\"}]}", ";;;\n\"cover\": \"a.gif\"\n;;;",
	} {
		f.Add([]byte(src))
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		p, err := Parse("fuzz.md", src)
		if err != nil {
			return
		}
		fm := &p.FrontMatter
		fields := fm.imageFields(DefaultImageFields)
		values := make([]string, len(fields))
		want := map[*value]string{}
		for i, f := range fields {
			if f.spliceable {
				values[i] = fmt.Sprintf("images/%02d-猫-0a1b2c3d.png", i)
				f.replaced(want, values[i])
			}
		}
		raw := fm.spliced(fields, values)
		got, err := parseFields(fm.Format, fm.Fence, raw)
		if len(want) > 0 && (err != nil || !same(fm.root, got, want)) {
			t.Errorf("%q spliced is %q (%v)", fm.Raw, raw, err)
		}
		for _, v := range values { // what was written, taken out again, is what stood around it
			if v != "" && strings.Count(raw, v) != 1 {
				t.Errorf("%q spliced is %q, with %s not once in it", fm.Raw, raw, v)
			}
		}
	})
}

// Where hasOwnLine lets a field pass without a trial, the trial agrees. The
// blocks are put together of lines that stand well and badly beside a field.
func TestOwnLinesSurvive(t *testing.T) {
	values := []string{"/a.jpg", "'/a.jpg'", `"/a.jpg"`, "&x /a.jpg", "!!str /a.jpg", "/a.jpg # cat", "/a.jpg ", ">-\n  /a.jpg", "'/a\n  b.jpg'", "[/a.jpg]", "{src: /a.jpg}"}
	around := []string{"", "title: a", "\n", "# no", "  # no", "  more", "- /b.jpg", "\ttab", "other: *x", "tags: [a,\nb]", "text: |\n  cover: /c.jpg"}
	passed := 0
	for _, before := range around {
		for _, value := range values {
			for _, after := range around {
				raw := before + "\ncover: " + value + "\n" + after + "\n"
				root, err := parseYAML(raw)
				if err != nil {
					continue
				}
				fm := FrontMatter{Format: YAML, Fence: "---", Raw: raw, root: root}
				v := root.find("cover")
				if v == nil || v.end == 0 || !fm.hasOwnLine(v) {
					continue
				}
				passed++
				if !fm.survives([]*field{{Name: "cover", at: v, start: v.start, end: v.end}}) {
					t.Errorf("passed without a trial, and does not survive one:\n%s", raw)
				}
			}
		}
	}
	if passed < 100 {
		t.Errorf("only %d blocks passed without a trial", passed)
	}
}
