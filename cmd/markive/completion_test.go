package main

import (
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// bashCompletion is where systems have the functions that the script for bash calls.
var bashCompletion = []string{
	"/usr/share/bash-completion/bash_completion", "/opt/homebrew/etc/profile.d/bash_completion.sh",
	"/usr/local/etc/profile.d/bash_completion.sh", "/usr/local/share/bash-completion/bash_completion.sh",
}

// completing asks the script what a line goes on with, as bash does when Tab is
// pressed: words are cut at what bash cuts them at, an equals sign among it.
const completing = `
set -f
source "$1"
eval "$(markive completion bash)"
compopt() { :; }
COMP_LINE=$2 COMP_POINT=${#2} COMP_TYPE=9
COMP_WORDS=(${2//=/ = })
[[ $2 == *' ' ]] && COMP_WORDS+=('')
COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
__start_markive markive "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD-1]}"
printf '%s\n' "${COMPREPLY[@]}"
`

// The script that bash reads completes commands, flags, values and paths.
func TestBashCompletion(t *testing.T) {
	at := slices.IndexFunc(bashCompletion, func(name string) bool { _, err := os.Stat(name); return err == nil })
	bash, err := exec.LookPath("bash")
	if at < 0 || err != nil {
		t.Skip("bash, or the package bash-completion, is not installed: nobody has tried what Tab does")
	}
	dir := write(t, map[string]string{"posts/a.md": "", "blog/README.txt": "", "blog.tar": "", "picture.png": "", "post.html": ""})
	for line, want := range map[string]string{
		"markive ar":                              "archive",
		"markive ":                                "archive completion convert export help index inspect man verify version",
		"markive archive --dura":                  "--durability",
		"markive archive --durability ":           "batch full none",
		"markive archive --durability=":           "batch full none",
		"markive archive --durability=b":          "batch",
		"markive convert --target h":              "hexo hugo",
		"markive export blog --target=h":          "hexo hugo",
		"markive archive --format b":              "bag",
		"markive archive --assets ":               "all audio images pdf video",
		"markive archive --assets=audio,":         "audio,all audio,images audio,pdf audio,video",
		"markive archive --assets audio,pdf,v":    `audio\,pdf\,video`, // as bash would have it quoted
		"markive archive p":                       "post.html posts",
		"markive archive posts -o b":              "blog blog.tar",
		"markive archive posts --output=b":        "blog blog.tar",
		"markive convert posts -o ":               "blog posts",
		"markive verify b":                        "blog blog.tar",
		"markive index b":                         "blog",
		"markive completion z":                    "zsh",
		"markive help ver":                        "verify version",
		"markive archive --rate ":                 "",
		"markive archive --report p":              "", // bash itself completes any file
		"markive archive posts -o blog --wayback": "--wayback --wayback-url",
	} {
		cmd := exec.CommandContext(t.Context(), bash, "--norc", "-c", completing, "bash", bashCompletion[at], line)
		cmd.Dir, cmd.Env = dir, append(os.Environ(), "HOME="+dir)
		out, err := cmd.CombinedOutput()
		got := strings.Fields(string(out))
		slices.Sort(got)
		if err != nil || strings.Join(got, " ") != want {
			t.Errorf("%q: %q, want %s (%v)", line, got, want, err)
		}
	}
}
