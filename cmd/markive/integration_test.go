package main

import (
	"bytes"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// markive runs the real command in dir.
func markive(t *testing.T, dir string, args ...string) *exec.Cmd {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "markive", args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), commandEnv...)
	cmd.Stderr = new(bytes.Buffer)
	return cmd
}

// wants runs a command and compares its exit code; it returns what the
// command wrote to standard error.
func wants(t *testing.T, code int, cmd *exec.Cmd) string {
	t.Helper()
	err := cmd.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	if got := cmd.ProcessState.ExitCode(); got != code {
		t.Errorf("%q: exit code %d, want %d; standard error:\n%s", cmd.Args, got, code, cmd.Stderr)
	}
	return fmt.Sprint(cmd.Stderr)
}

// write makes files below a new folder.
func write(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		file := filepath.Join(dir, name)
		must(t, os.MkdirAll(filepath.Dir(file), 0o777))
		must(t, os.WriteFile(file, []byte(text), 0o666))
	}
	return dir
}

// An origin is a server with good and bad manners.
func origin(t *testing.T) http.Handler {
	mux := http.NewServeMux()
	image := func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "image/png")
		_, _ = w.Write(drawing(r.URL.Path))
	}
	mux.HandleFunc("/good.png", image)
	mux.HandleFunc("/wrongly-typed", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		_, _ = w.Write(drawing(r.URL.Path))
	})
	mux.Handle("/moved.png", http.RedirectHandler("/once.png", http.StatusFound))
	mux.Handle("/once.png", http.RedirectHandler("/good.png", http.StatusMovedPermanently))
	mux.Handle("/circle.png", http.RedirectHandler("/circle.png", http.StatusFound))
	mux.HandleFunc("/page.png", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "image/png")
		fmt.Fprint(w, "<!doctype html><title>Sign in</title><p>to see this picture")
	})
	mux.HandleFunc("/cut.png", func(w http.ResponseWriter, r *http.Request) {
		body := drawing("cut")
		w.Header().Set("Content-Length", fmt.Sprint(len(body)))
		_, _ = w.Write(body[:len(body)/2])
		w.(http.Flusher).Flush()
		panic(http.ErrAbortHandler)
	})
	mux.HandleFunc("/active.svg", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "image/svg+xml")
		fmt.Fprint(w, `<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>`)
	})
	awaited := make(chan struct{})
	var once sync.Once
	mux.HandleFunc("/slow.png", func(w http.ResponseWriter, r *http.Request) {
		// The second half comes when another image was asked for: a slow
		// server holds up nobody but itself.
		body := drawing("slow")
		_, _ = w.Write(body[:10])
		w.(http.Flusher).Flush()
		select {
		case <-awaited:
			_, _ = w.Write(body[10:])
		case <-time.After(10 * time.Second):
			t.Error("nothing else was asked for while one image came slowly")
		}
	})
	mux.HandleFunc("/awaited.png", func(w http.ResponseWriter, r *http.Request) {
		once.Do(func() { close(awaited) })
		image(w, r)
	})
	return mux
}

var (
	goodImages = []string{"good.png", "wrongly-typed", "moved.png", "slow.png", "awaited.png"}
	badImages  = map[string]string{
		"gone.png":   "http_status",
		"circle.png": "redirect",
		"page.png":   "not_image",
		"cut.png":    "truncated",
		"active.svg": "active_content",
	}
)

// The real command asks a real server, by TLS and without, and sorts what it
// gets.
func TestArchiveFromServer(t *testing.T) {
	for _, tls := range []bool{false, true} {
		t.Run(fmt.Sprintf("tls=%v", tls), func(t *testing.T) {
			t.Parallel()
			server := httptest.NewUnstartedServer(origin(t))
			if tls {
				server.StartTLS()
			} else {
				server.Start()
			}
			defer server.Close()
			var post strings.Builder
			for _, name := range slices.Concat(goodImages, []string{"gone.png", "circle.png", "page.png", "cut.png", "active.svg"}) {
				fmt.Fprintf(&post, "<p><img src=%q alt=%q></p>\n", server.URL+"/"+name, name)
			}
			dir := write(t, map[string]string{"posts/a.html": post.String()})
			cmd := markive(t, dir, "archive", "posts", "-o", "blog", "--allow-net", "127.0.0.0/8", "--rate", "0", "--report", "run.json")
			if tls {
				ca := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw})
				must(t, os.WriteFile(filepath.Join(dir, "ca.pem"), ca, 0o666))
				cmd.Env = append(cmd.Env, "SSL_CERT_FILE="+filepath.Join(dir, "ca.pem"))
			}
			stderr := wants(t, exitFailed, cmd)
			for name, class := range badImages {
				line := fmt.Sprintf("markive: a.html: image %s/%s: %s: ", server.URL, name, class)
				if !strings.Contains(stderr, line) {
					t.Errorf("standard error lacks %q:\n%s", line, stderr)
				}
			}
			if !strings.Contains(stderr, "blog: 1 post (1 written), 5 images\n") || !strings.Contains(stderr, "missing: 5 images\n") {
				t.Errorf("standard error lacks the summary:\n%s", stderr)
			}
			checkBundle(t, filepath.Join(dir, "blog/a"), server.URL)
			checkReport(t, filepath.Join(dir, "run.json"), server.URL)
			wants(t, exitDone, markive(t, dir, "verify", "blog"))
		})
	}
}

// checkBundle looks for images that are held, and those that are not.
func checkBundle(t *testing.T, bundle, url string) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(bundle, "index.md"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range goodImages {
		if !strings.Contains(string(text), "!["+name+"](images/") {
			t.Errorf("index.md does not show its own %s:\n%s", name, text)
		}
	}
	for name := range badImages {
		if want := "![" + name + "](" + url + "/" + name + ")"; !strings.Contains(string(text), want) {
			t.Errorf("index.md lacks %s:\n%s", want, text)
		}
	}
}

func checkReport(t *testing.T, file, url string) {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var report struct {
		Images, Missing int
		Problems        []struct{ Path, Object, Address, Class, Detail string }
	}
	must(t, json.Unmarshal(data, &report))
	got := map[string]string{}
	for _, p := range report.Problems {
		got[strings.TrimPrefix(p.Address, url+"/")] = p.Class
	}
	if diff := cmp.Diff(badImages, got); diff != "" || report.Images != 5 || report.Missing != 5 {
		t.Errorf("%d images, %d missing, want 5 and 5; classes (-want +got):\n%s", report.Images, report.Missing, diff)
	}
}

// A certificate that nobody vouches for is refused.
func TestArchiveUnknownAuthority(t *testing.T) {
	server := httptest.NewUnstartedServer(origin(t))
	server.Config.ErrorLog = log.New(io.Discard, "", 0) // it complains about the client
	server.StartTLS()
	defer server.Close()
	dir := write(t, map[string]string{"a.html": fmt.Sprintf("<img src=%q>", server.URL+"/good.png")})
	stderr := wants(t, exitFailed, markive(t, dir, "archive", "a.html", "-o", "blog", "--allow-net", "127.0.0.0/8"))
	if !strings.Contains(stderr, ": tls: ") {
		t.Errorf("standard error is %q, want the class tls in it", stderr)
	}
	if _, err := os.Stat(filepath.Join(dir, "blog/a/images")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("an image was kept: %v", err)
	}
}

// A filter that waits for its post is ended by a signal as the system ends programs,
// which shells call 130.
func TestFilterInterrupted(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("no signals")
	}
	cmd := markive(t, t.TempDir(), "convert")
	post, err := cmd.StdinPipe()
	must(t, err)
	must(t, cmd.Start())
	_, err = io.WriteString(post, "<p>half")
	must(t, err)
	must(t, cmd.Process.Signal(os.Interrupt))
	if _ = cmd.Wait(); cmd.ProcessState.Exited() {
		t.Errorf("the filter ended with %d: %s", cmd.ProcessState.ExitCode(), cmd.Stderr)
	}
}

// A run that is interrupted leaves whole bundles, tells so, and another run
// comes to the same end as one that nobody disturbed. While it works, nobody
// else may.
func TestArchiveInterrupted(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("no signals")
	}
	asked := make(chan struct{}, 100)
	var healthy sync.Map // of servers: whether they answer
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, ok := healthy.Load("all"); !ok && r.URL.Path == "/never.png" {
			asked <- struct{}{}
			<-r.Context().Done()
			return
		}
		_, _ = w.Write(drawing(r.URL.Path))
	}))
	defer server.Close()
	dir := write(t, map[string]string{
		"posts/a.html": fmt.Sprintf("<p><img src=%q></p>", server.URL+"/a.png"),
		"posts/b.html": fmt.Sprintf("<p><img src=%[1]q><img src=%[2]q></p>", server.URL+"/b.png", server.URL+"/never.png"),
		"posts/c.html": "<p>c</p>",
	})
	args := []string{"archive", "posts", "--allow-net", "127.0.0.1", "--report", "run.json", "-o"}
	for _, signal := range []os.Signal{os.Interrupt, syscall.SIGTERM} {
		cmd := markive(t, dir, append(args, "blog")...)
		must(t, cmd.Start())
		<-asked
		stderr := wants(t, exitLocked, markive(t, dir, "archive", "posts", "-o", "blog"))
		if !strings.Contains(stderr, "another run holds the archive") || !strings.Contains(stderr, fmt.Sprintf("process %d ", cmd.Process.Pid)) {
			t.Errorf("the second run says %q, want it to name process %d", stderr, cmd.Process.Pid)
		}
		must(t, cmd.Process.Signal(signal))
		_ = cmd.Wait()
		if code := cmd.ProcessState.ExitCode(); code != exitInterrupted {
			t.Errorf("%v: exit code %d, want %d", signal, code, exitInterrupted)
		}
		if got, want := fmt.Sprint(cmd.Stderr), "markive: interrupted\nrun the same command again to go on\n"; !strings.HasSuffix(got, want) {
			t.Errorf("%v: standard error is %q, want %q", signal, got, want)
		}
		if _, err := os.Stat(filepath.Join(dir, "blog/b")); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%v: half a bundle was left: %v", signal, err)
		}
		if report, _ := os.ReadFile(filepath.Join(dir, "run.json")); !bytes.Contains(report, []byte(`"state": "interrupted"`)) {
			t.Errorf("%v: the report is %s, want its state to be interrupted", signal, report)
		}
	}
	healthy.Store("all", true)
	wants(t, exitDone, markive(t, dir, append(args, "blog")...))
	wants(t, exitDone, markive(t, dir, append(args, "undisturbed")...))
	if diff := cmp.Diff(readTree(t, filepath.Join(dir, "undisturbed")), readTree(t, filepath.Join(dir, "blog"))); diff != "" {
		t.Errorf("the archive differs from one that nobody disturbed (-want +got):\n%s", diff)
	}
}

// readTree returns the files of an archive by name, without markive's own.
func readTree(t *testing.T, dir string) map[string]string {
	t.Helper()
	files := map[string]string{}
	err := fs.WalkDir(os.DirFS(dir), ".", func(name string, e fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case e.Name() == ".markive":
			return fs.SkipDir
		case e.IsDir():
			return nil
		}
		data, err := os.ReadFile(filepath.Join(dir, name))
		files[name] = string(data)
		return err
	})
	if err != nil || len(files) == 0 {
		t.Fatalf("%d files in %s, %v", len(files), dir, err)
	}
	return files
}

// A reader that has seen enough ends the command quietly; a disk that is full
// does not.
func TestOutputTrouble(t *testing.T) {
	dir := write(t, map[string]string{"posts/a.html": "<p>a</p>", "posts/b.html": "<p>b</p>"})
	for _, args := range [][]string{
		{"convert", "posts/a.html"},
		{"convert", "posts", "--json"},
		{"inspect", "posts"},
		{"version"},
		{"archive", "--help"},
	} {
		r, w, err := os.Pipe()
		if err != nil {
			t.Fatal(err)
		}
		r.Close()
		cmd := markive(t, dir, args...)
		cmd.Stdout = w
		if stderr := wants(t, exitDone, cmd); stderr != "" {
			t.Errorf("%q into a closed pipe says %q, want nothing", args, stderr)
		}
		w.Close()

		full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
		if err != nil {
			continue // not everywhere
		}
		cmd = markive(t, dir, args...)
		cmd.Stdout = full
		if stderr := wants(t, exitStopped, cmd); !strings.HasPrefix(stderr, "markive: writing to standard output: no space left") {
			t.Errorf("%q onto a full disk says %q", args, stderr)
		}
		full.Close()
	}
}

// must ends a test that cannot go on.
func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
