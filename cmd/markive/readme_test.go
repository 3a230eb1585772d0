package main

import (
	"html"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/spf13/pflag"

	"github.com/markive/markive/convert"
)

func readmeText(t *testing.T) string {
	t.Helper()
	data, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// indented returns the lines of the first block that is indented behind a
// heading or a sentence.
func indented(t *testing.T, text, behind string) []string {
	t.Helper()
	_, rest, ok := strings.Cut(text, behind)
	if !ok {
		t.Fatalf("README.md lacks %q", behind)
	}
	var lines []string
	for line := range strings.Lines(rest) {
		code, is := strings.CutPrefix(strings.TrimRight(line, "\n"), "    ")
		if is {
			lines = append(lines, code)
		} else if len(lines) > 0 {
			break
		}
	}
	return lines
}

// The picture of a session shows what the program says; .ci/pictures draws it.
func TestPictureOfSession(t *testing.T) {
	svg, err := os.ReadFile("../../testdata/pictures/terminal.svg")
	if err != nil {
		t.Fatal(err)
	}
	var shown strings.Builder // long lines are folded, so without line ends
	for _, m := range regexp.MustCompile(`<text[^>]*>([^<]*)</text>`).FindAllStringSubmatch(string(svg), -1) {
		shown.WriteString(html.UnescapeString(m[1]))
	}
	sizes := regexp.MustCompile(`[0-9.]+ kB`) // of what changes with every style of a page
	picture := sizes.ReplaceAllString(shown.String(), "kB")
	out := filepath.Join(t.TempDir(), "blog")
	for _, args := range [][]string{
		{"archive", "../../testdata/posts", "-o", out, "--pages", "--mirror", "https://img.example.net/=../../testdata/web/img.example.net",
			"--mirror", "http://photos.example.org/=../../testdata/web/photos.example.org"},
		{"verify", out},
	} {
		a, _, stderr := testApp("")
		a.run(t.Context(), args)
		for line := range strings.Lines(strings.ReplaceAll(stderr.String(), out, "blog")) {
			if line = sizes.ReplaceAllString(strings.TrimSuffix(line, "\n"), "kB"); !strings.Contains(picture, line) {
				t.Errorf("terminal.svg does not show %q; draw it anew with .ci/pictures", line)
			}
		}
	}
}

// The session at the top says what a run says, and the folder below it is what
// the run makes.
func TestReadmeSession(t *testing.T) {
	readme := readmeText(t)
	out := filepath.Join(t.TempDir(), "blog-archive")
	args := []string{"archive", "../../testdata/posts", "-o", out, "--pages",
		"--mirror", "https://img.example.net/=../../testdata/web/img.example.net",
		"--mirror", "http://photos.example.org/=../../testdata/web/photos.example.org"}
	a, stdout, stderr := testApp("")
	if code := a.run(t.Context(), args); code != exitFailed || stdout.Len() > 0 {
		t.Errorf("exit code %d, standard output %q", code, stdout)
	}
	var said []string
	for line := range strings.Lines(strings.ReplaceAll(stderr.String(), out, "blog-archive")) {
		if !strings.HasPrefix(line, "markive: ") { // the two problems
			said = append(said, strings.TrimRight(line, "\n"))
		}
	}
	if diff := cmp.Diff(indented(t, readme, "and says what it did:"), said); diff != "" {
		t.Errorf("the session (-README +said):\n%s", diff)
	}
	folders := []string{filepath.Dir(out)}
	for _, line := range indented(t, readme, "the path mirrors the input:") {
		depth := (len(line) - len(strings.TrimLeft(line, " "))) / 2
		name := strings.Fields(line)[0]
		folders = append(folders[:depth+1], filepath.Join(folders[depth], name))
		if _, err := os.Stat(folders[depth+1]); err != nil {
			t.Errorf("README.md has %s: %v", name, err)
		}
	}
}

// shellWords splits a command as a shell does, up to a pipe, a redirection or
// the end of a substitution.
func shellWords(line string) (words []string) {
	word, quote, open := "", rune(0), false
	for _, r := range line + " " {
		switch {
		case quote != 0 && r == quote:
			quote = 0
		case quote != 0:
			word += string(r)
		case r == '\'' || r == '"':
			quote, open = r, true
		case r == ' ' && (open || word != ""):
			words, word, open = append(words, word), "", false
		case r == ')':
			return append(words, word)
		case strings.ContainsRune("|<>&;#", r) && word == "":
			return words
		case r != ' ':
			word += string(r)
		}
	}
	return words
}

func TestShellWords(t *testing.T) {
	for line, want := range map[string][]string{
		`a b  c`:                  {"a", "b", "c"},
		`a "b c" '' -o 'x|y' | z`: {"a", "b c", "", "-o", "x|y"},
		`a --bullet '*' > b`:      {"a", "--bullet", "*"},
		`a # b`:                   {"a"},
	} {
		if diff := cmp.Diff(want, shellWords(line)); diff != "" {
			t.Errorf("shellWords(%q) (-want +got):\n%s", line, diff)
		}
	}
}

// parses says what is wrong with a command line, as far as its flags and the
// name of its command tell.
func parses(words []string) error {
	root := newRoot(&app{})
	cmd, rest, err := root.Find(words)
	if err != nil {
		return err
	}
	if cmd == root {
		return unknownCommand(root, rest)
	}
	return cmd.ParseFlags(rest)
}

// Every command that help and README show is one, in a folder that has what they
// name.
func TestShownCommandsParse(t *testing.T) {
	shown := strings.ReplaceAll(readmeText(t), "\\\n", " ")
	for _, cmd := range settable(newRoot(&app{})) {
		shown += "\n" + cmd.Example
	}
	t.Chdir(t.TempDir())
	for _, dir := range []string{"backup/img", "testdata/web/img.example.net", "testdata/web/photos.example.org"} {
		must(t, os.MkdirAll(dir, 0o777))
	}
	for _, name := range []string{"cookies.txt", "headers.txt"} {
		must(t, os.WriteFile(name, nil, 0o666))
	}
	checked := 0
	for _, command := range regexp.MustCompile("\\bmarkive (?:"+strings.Join(settableNames, "|")+"|man|completion)\\b[^\n`]*").FindAllString(shown, -1) {
		if regexp.MustCompile(`\.\.\.| DIR | ARCHIVE `).MatchString(command) {
			continue // what it takes, not how it is typed
		}
		checked++
		if err := parses(shellWords(command)[1:]); err != nil {
			t.Errorf("%s: %v", command, err)
		}
	}
	if checked < 90 {
		t.Errorf("%d commands were found", checked)
	}
}

// The numbers in the table of flags are the defaults.
func TestReadmeNumbers(t *testing.T) {
	_, table, _ := strings.Cut(readmeText(t), "| flag | of | what |\n")
	table, _, _ = strings.Cut(table, "\n\n")
	rows := map[string]string{} // by their flags
	for row := range strings.Lines(table) {
		for _, flag := range regexp.MustCompile("`--([a-z0-9-]+)").FindAllStringSubmatch(strings.SplitN(row, "|", 3)[1], -1) {
			rows[flag[1]] = strings.NewReplacer(",", "", " MiB", "MiB", "1m ", "1m0s ").Replace(row)
		}
	}
	checked := 0
	cmd, _, err := newRoot(&app{}).Find([]string{"archive"})
	if err != nil {
		t.Fatal(err)
	}
	cmd.Flags().VisitAll(func(f *pflag.Flag) {
		if f.Name == "jobs" || f.Name == "shards" || f.Name == "wrap" || !strings.ContainsAny(f.DefValue, "0123456789") {
			return
		}
		checked++
		if !regexp.MustCompile(`\b` + f.DefValue + `\b`).MatchString(rows[f.Name]) {
			t.Errorf("--%s has the default %s, README.md tells %s", f.Name, f.DefValue, rows[f.Name])
		}
	})
	if checked < 15 {
		t.Errorf("%d numbers were compared", checked)
	}
}

// The exit codes are those of the help, in its words, and the programs of export
// those that it knows.
func TestReadmeTables(t *testing.T) {
	readme := strings.ReplaceAll(readmeText(t), "`", "")
	root := newRoot(&app{})
	for line := range strings.Lines(root.Annotations[exitCodes]) {
		code, what, _ := strings.Cut(strings.TrimSpace(line), " ")
		if row := "| " + code + " | " + strings.TrimSpace(what) + " |\n"; !strings.Contains(readme, row) {
			t.Errorf("README.md lacks %q", row)
		}
	}
	for _, name := range append([]convert.TargetName{"plain"}, convert.TargetNames...) {
		if !strings.Contains(readme, "\n| "+string(name)+" | ") {
			t.Errorf("README.md does not say where %s has its posts", name)
		}
	}
	_, table, _ := strings.Cut(readme, "| --target | posts | images |")
	table, _, _ = strings.Cut(table, "\n\n")
	if rows, want := strings.Count(table, "\n")-1, len(convert.TargetNames)+1; rows != want {
		t.Errorf("README.md has %d programs, there are %d", rows, want)
	}
}
