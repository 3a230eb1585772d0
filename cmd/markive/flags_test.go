package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/pflag"
)

// nonsense are values that a flag refuses.
var nonsense = map[string][]string{
	"jobs": {"0", "-1", "1025", "many", "1.5", ""}, "connections": {"0", "1025", "x"}, "per-host": {"0", "1025", "x"},
	"rate": {"-1", "NaN", "+Inf", "1e7", "x"}, "wrap": {"3", "19", "-1", "x"}, "attempts": {"0", "-1", "x"},
	"max-redirects": {"-1", "x"}, "max-failures": {"0", "x"}, "max-post-images": {"0", "-1", "x"},
	"timeout": {"0s", "-1s", "5", "soon"}, "connect-timeout": {"0s", "5"}, "tls-timeout": {"0s", "5"}, "header-timeout": {"0s", "5"}, "max-retry-after": {"0s", "5"},
	"min-speed": {"0", "-1", "2GiB", "fast"}, "max-headers": {"0", "2GiB", "x"}, "max-address": {"0", "2GiB", "x"},
	"max-image": {"0", "-5", "1e3", "3 apples", "20MiBB", "99999999999T", ""}, "max-post-bytes": {"0", "x"},
	"body": {"prose", ""}, "bullet": {"x", "", "- *"}, "emphasis": {"=", ""}, "links": {"sideways", ""}, "encoding": {"martian"},
	"keep-html": {"", "b,,i"}, "select": {"a[", "", ":hover::before"}, "remove": {"a[", ""}, "include": {"[", "{a", ""}, "exclude": {"[", ""},
	"target": {"nanoc", ""}, "fields": {"a:", ":b", "a,,b", "*:x"}, "set": {"x", "=y", ""}, "date-format": {"%Q", "text"}, "timezone": {"Mars", "+25:00", "Local"},
	"allow-net": {"localhost", "1.2.3", "10.0.0.0/33", ""}, "mirror": {"posts", "ftp://x/=posts", "https://x/=nowhere", ""},
	"placeholder": {"xyz", "1234567", strings.Repeat("0", 65), "g2345678", ""}, "assets": {"wine", "", "audio,"},
	"cookies": {"nowhere", "tabs", ""}, "headers": {"nowhere", "tabs", ""}, "proxy": {"foo", "ftp://p.example", "http://u:p@p.example", ""},
	"user-agent": {"é", "a\nb"}, "wayback": {"yes", ""}, "wayback-url": {"foo", "ftp://w.example/", "http://"},
	"durability": {"x", ""}, "format": {"tar", ""}, "shard": {"", "0/3", "4/3", "x", "1/", "-1/3", "1/0"}, "shards": {"0", "-1", "x"},
}

// unbounded take any text.
var unbounded = []string{"output", "report", "files-from", "image-fields"}

// Whatever a flag refuses is told in one line that names it, and nothing is done.
func TestNonsenseIsRefused(t *testing.T) {
	t.Chdir(t.TempDir())
	must(t, os.Mkdir("posts", 0o777))
	for name, text := range map[string]string{"posts/a.html": "<p>a</p>", "tabs": "no tabs and no colon"} {
		must(t, os.WriteFile(name, []byte(text), 0o666))
	}
	for _, cmd := range settable(newRoot(&app{})) {
		cmd.Flags().VisitAll(func(f *pflag.Flag) {
			if f.Value.Type() == "bool" || slices.Contains(unbounded, f.Name) {
				return
			}
			if nonsense[f.Name] == nil {
				t.Errorf("of --%s nobody says what it refuses", f.Name)
			}
			for _, value := range nonsense[f.Name] {
				args := []string{cmd.Name(), "posts", "--" + f.Name + "=" + value}
				switch cmd.Name() {
				case "convert", "archive":
					args = append(args, "-o", "out")
				case "export":
					args = append(args, "-o", "out")
					if f.Name != "target" {
						args = append(args, "--target", "hugo")
					}
				}
				a, stdout, stderr := testApp("")
				code := a.run(t.Context(), args)
				first, advice, _ := strings.Cut(stderr.String(), "\n")
				if code != exitUsage || stdout.Len() > 0 || !strings.HasPrefix(first, "markive: --"+f.Name) || advice != "see markive "+cmd.Name()+" --help\n" {
					t.Errorf("%q: exit code %d, told %q", args, code, stderr)
				}
			}
		})
	}
	if made, _ := filepath.Glob("out*"); len(made) > 0 {
		t.Errorf("%v was made", made)
	}
}
