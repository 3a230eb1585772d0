package main

import (
	"os"
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// legal are values of flags that not every text is one of. Two stand for a flag
// that may be given twice.
var legal = map[string][]string{
	"allow-net": {"10.0.0.0/8", "192.168.0.0/16"}, "assets": {"images,pdf"}, "body": {"markdown"},
	"attempts": {"2"}, "header-timeout": {"3s"}, "max-address": {"1k"}, "max-failures": {"2"}, "max-headers": {"1k"},
	"max-redirects": {"2"}, "max-retry-after": {"3s"}, "min-speed": {"100"}, "tls-timeout": {"3s"},
	"bullet": {"*"}, "connect-timeout": {"3s"}, "connections": {"7"}, "date-format": {"%Y-%m-%d"},
	"durability": {"none"}, "emphasis": {"_"}, "encoding": {"gb18030"}, "exclude": {"a/*", "b/**"},
	"fields": {"title,date:created"}, "format": {"bag"}, "image-fields": {"cover,photos"}, "include": {"c/*", "d/**"},
	"jobs": {"3"}, "keep-html": {"kbd"}, "links": {"references"}, "max-image": {"3MiB"}, "max-post-bytes": {"4MiB"},
	"max-post-images": {"5"}, "mirror": {"https://h.example/=m", "https://i.example/=n"}, "per-host": {"6"},
	"proxy": {"http://p.example:3128"}, "rate": {"2"}, "remove": {".ad"}, "select": {"article"}, "set": {"a=b", "c=d"},
	"shard": {"2/3"}, "shards": {"9"}, "target": {"hugo"}, "timeout": {"9s"}, "timezone": {"Asia/Tokyo"},
	"wayback": {"fallback"}, "wayback-url": {"http://w.example/"}, "wrap": {"72"},
}

// Whatever a flag can say, a variable, markive.yaml and a section of it can say
// with the same effect.
func TestEveryFlagIsASetting(t *testing.T) {
	t.Chdir(t.TempDir())
	for _, folder := range []string{"m", "n", "posts"} {
		must(t, os.Mkdir(folder, 0o755))
	}
	must(t, os.WriteFile("word", []byte("# no cookie and no header\n"), 0o644))
	for _, cmd := range settable(newRoot(&app{})) {
		cmd.Flags().VisitAll(func(f *pflag.Flag) {
			if f.Name == "help" {
				return
			}
			values := legal[f.Name]
			switch {
			case values != nil:
			case f.Value.Type() == "bool":
				values = []string{"true"}
			default:
				values = []string{"word"}
			}
			var args []string
			variable := variableOf(f.Name) + "="
			list := f.Name + ":\n"
			for i, v := range values {
				args = append(args, "--"+f.Name+"="+v)
				if i > 0 {
					variable += "\n"
				}
				variable += v
				list += "  - \"" + v + "\"\n"
			}
			want := effect(t, cmd.Name(), f.Name, "", nil, args)
			if unset := effect(t, cmd.Name(), f.Name, "", nil, nil); want == unset && want != "" {
				t.Fatalf("%s --%s: %q is its default and shows nothing", cmd.Name(), f.Name, want)
			}
			section := cmd.Name() + ":\n  " + f.Name + ": [\"" + values[0] + "\"]\n"
			one := effect(t, cmd.Name(), f.Name, "", nil, args[:1])
			for from, got := range map[string][2]string{
				"a variable":   {effect(t, cmd.Name(), f.Name, "", []string{variable}, nil), want},
				"markive.yaml": {effect(t, cmd.Name(), f.Name, list, nil, nil), want},
				"its section":  {effect(t, cmd.Name(), f.Name, section, nil, nil), one},
			} {
				if got[0] != got[1] {
					t.Errorf("%s: %s sets --%s to %q, the command line to %q", cmd.Name(), from, f.Name, got[0], got[1])
				}
			}
		})
	}
}

// effect is what a flag of a command holds in the end, "(not set)" before it
// if nobody has said anything.
func effect(t *testing.T, command, flag, file string, variables, args []string) string {
	t.Helper()
	must(t, os.WriteFile(settingsName, []byte(file), 0o644))
	var stderr nowhere
	root := newRoot(&app{stderr: &stderr, stdout: &stderr, variables: func() []string { return variables }})
	cmd, _, err := root.Find([]string{command})
	if err != nil {
		t.Fatal(err)
	}
	held := ""
	cmd.Run, cmd.RunE = nil, func(cmd *cobra.Command, _ []string) error {
		f := cmd.Flags().Lookup(flag)
		if held = f.Value.String(); !f.Changed {
			held = "(not set) " + held
		}
		return nil
	}
	words := append([]string{command}, args...)
	if flag != "files-from" || file == "" && variables == nil && args == nil { // paths as arguments have more say
		words = append(words, "posts")
	}
	root.SetArgs(words)
	if err := root.Execute(); err != nil {
		t.Errorf("%s %q with %q and %q: %v", command, args, variables, file, err)
	}
	return held
}

type nowhere struct{}

func (nowhere) Write(p []byte) (int, error) { return len(p), nil }
