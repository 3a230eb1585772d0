package main

import (
	"bytes"
	"errors"
	"image"
	"image/color"
	"image/png"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"markive": main})
}

// commandEnv is what the real command runs with. The race detector would let
// every process sleep for a second at its end.
var commandEnv = []string{"SOURCE_DATE_EPOCH=1600000000", "GORACE=atexit_sleep_ms=0"}

func TestScript(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: filepath.Join("..", "..", "testdata", "script"),
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exits": exits,
			"draw":  draw,
			"serve": serve,
			"fill":  fill,
			"flip":  flip,
			"nul":   nul,
			"crlf":  crlf,
			"halve": halve,
		},
		RequireExplicitExec: true,
		Setup: func(env *testscript.Env) error {
			env.Vars = append(env.Vars, commandEnv...)
			return nil
		},
	})
}

// exits CODE COMMAND ARG... runs a command and compares its exit code.
func exits(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) < 2 {
		ts.Fatalf("usage: exits CODE COMMAND ARG...")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	got := 0
	if err := ts.Exec(args[1], args[2:]...); err != nil {
		var exit *exec.ExitError
		if !errors.As(err, &exit) {
			ts.Fatalf("%s: %v", args[1], err)
		}
		got = exit.ExitCode()
	}
	if got != want {
		ts.Fatalf("exit code %d, want %d", got, want)
	}
}

// draw FILE... makes a small PNG at each path; the path decides its colour.
func draw(ts *testscript.TestScript, _ bool, args []string) {
	for _, name := range args {
		file := ts.MkAbs(name)
		ts.Check(os.MkdirAll(filepath.Dir(file), 0o777))
		ts.Check(os.WriteFile(file, drawing(name), 0o666))
	}
}

func drawing(name string) []byte {
	img := image.NewRGBA(image.Rect(0, 0, 4, 3))
	h := hash(name)
	for i := range 12 {
		img.Set(i%4, i/4, color.RGBA{uint8(h), uint8(h >> 8), uint8(h >> 16), 255})
	}
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		panic(err)
	}
	return b.Bytes()
}

// serve DIR serves a folder on loopback until the script ends; its address is
// $URL.
func serve(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) != 1 {
		ts.Fatalf("usage: serve DIR")
	}
	server := httptest.NewServer(http.FileServer(http.Dir(ts.MkAbs(args[0]))))
	ts.Defer(server.Close)
	ts.Setenv("URL", server.URL)
}

// fill FILE... replaces $URL in files.
func fill(ts *testscript.TestScript, _ bool, args []string) {
	for _, name := range args {
		text := strings.ReplaceAll(ts.ReadFile(name), "$URL", ts.Getenv("URL"))
		ts.Check(os.WriteFile(ts.MkAbs(name), []byte(text), 0o666))
	}
}

// flip FILE... changes one bit in the middle of each file.
func flip(ts *testscript.TestScript, _ bool, args []string) {
	for _, name := range args {
		data := []byte(ts.ReadFile(name))
		data[len(data)/2] ^= 4
		ts.Check(os.WriteFile(ts.MkAbs(name), data, 0o666))
	}
}

// halve FILE... leaves the first half of each file.
func halve(ts *testscript.TestScript, _ bool, args []string) {
	for _, name := range args {
		data := ts.ReadFile(name)
		ts.Check(os.WriteFile(ts.MkAbs(name), []byte(data[:len(data)/2]), 0o666))
	}
}

// nul FILE... writes FILE.nul, in which a NUL byte ends each line.
func nul(ts *testscript.TestScript, _ bool, args []string) {
	for _, name := range args {
		text := strings.ReplaceAll(ts.ReadFile(name), "\n", "\x00")
		ts.Check(os.WriteFile(ts.MkAbs(name+".nul"), []byte(text), 0o666))
	}
}

// crlf FILE... ends the lines of files as Windows does.
func crlf(ts *testscript.TestScript, _ bool, args []string) {
	for _, name := range args {
		text := strings.ReplaceAll(ts.ReadFile(name), "\n", "\r\n")
		ts.Check(os.WriteFile(ts.MkAbs(name), []byte(text), 0o666))
	}
}
