//go:build amd64 || arm64

package archive

import (
	"fmt"
	"maps"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"unsafe"

	"golang.org/x/sys/unix"
)

// faultyCalls are the calls by which a run meets the disk, and the argument
// that tells which file or folder is meant.
var faultyCalls = map[int32]struct {
	name string
	fd   int
}{
	unix.SYS_OPENAT: {"openat", 0}, unix.SYS_MKDIRAT: {"mkdirat", 0}, unix.SYS_UNLINKAT: {"unlinkat", 0},
	unix.SYS_RENAMEAT: {"renameat", 0}, unix.SYS_RENAMEAT2: {"renameat2", 0}, unix.SYS_LINKAT: {"linkat", 0},
	unix.SYS_WRITE: {"write", 0}, unix.SYS_PWRITE64: {"pwrite64", 0}, unix.SYS_COPY_FILE_RANGE: {"copy_file_range", 2},
	unix.SYS_FTRUNCATE: {"ftruncate", 0}, unix.SYS_FSYNC: {"fsync", 0}, unix.SYS_SYNCFS: {"syncfs", 0},
	unix.SYS_GETDENTS64: {"getdents64", 0}, unix.SYS_READ: {"read", 0}, unix.SYS_PREAD64: {"pread64", 0},
}

// TestFaultyChild hands the faulty calls of a run over to the test that has
// started it, and becomes that run.
func TestFaultyChild(t *testing.T) {
	if os.Getenv("MARKIVE_TEST_FAULTS") == "" {
		t.Skip("for other tests to start")
	}
	runtime.LockOSThread() // what follows holds for one thread, and for what that becomes
	filter := []unix.SockFilter{{Code: unix.BPF_LD | unix.BPF_W | unix.BPF_ABS}}
	for call := range faultyCalls {
		filter = append(filter,
			unix.SockFilter{Code: unix.BPF_JMP | unix.BPF_JEQ | unix.BPF_K, Jf: 1, K: uint32(call)},
			unix.SockFilter{Code: unix.BPF_RET | unix.BPF_K, K: unix.SECCOMP_RET_USER_NOTIF})
	}
	filter = append(filter, unix.SockFilter{Code: unix.BPF_RET | unix.BPF_K, K: unix.SECCOMP_RET_ALLOW})
	must(t, unix.Prctl(unix.PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
	program := unix.SockFprog{Len: uint16(len(filter)), Filter: &filter[0]}
	listener, _, no := unix.Syscall(unix.SYS_SECCOMP, unix.SECCOMP_SET_MODE_FILTER, unix.SECCOMP_FILTER_FLAG_NEW_LISTENER, uintptr(unsafe.Pointer(&program)))
	if no != 0 {
		t.Fatal(no)
	}
	if err := unix.Sendmsg(3, []byte{0}, unix.UnixRights(int(listener)), nil, 0); err != nil {
		os.Exit(1) // a word would wait for itself
	}
	syscall.Exec(os.Args[0], []string{os.Args[0], "-test.run=^TestChild$"}, os.Environ())
	os.Exit(1)
}

// A faulty run is one of another process, in which one call fails.
type faulty struct {
	in    string
	under string        // the folder that holds the archive, or is it
	kind  string        // the name of a pack in it, or ""
	moves bool          // the system cannot swap two folders
	nth   int           // the call that fails; -1: none
	with  syscall.Errno // how it failed
	calls []string      // that were made below the folder
	said  string
	err   error
}

func (f *faulty) run(t *testing.T) {
	t.Helper()
	pair, err := unix.Socketpair(unix.AF_UNIX, unix.SOCK_STREAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		t.Fatal(err)
	}
	ours, theirs := os.NewFile(uintptr(pair[0]), "ours"), os.NewFile(uintptr(pair[1]), "theirs")
	defer ours.Close()
	cmd := exec.Command(os.Args[0], "-test.run=^TestFaultyChild$")
	cmd.Env = append(os.Environ(), "MARKIVE_TEST_FAULTS=1", "MARKIVE_TEST_IN="+f.in, "MARKIVE_TEST_OUT="+filepath.Join(f.under, f.kind))
	cmd.ExtraFiles = []*os.File{theirs}
	var said strings.Builder
	cmd.Stdout, cmd.Stderr = &said, &said
	must(t, cmd.Start())
	theirs.Close()
	listener := f.receive(t, ours)
	var wait sync.WaitGroup
	if listener >= 0 {
		wait.Go(func() { f.answer(listener) })
	}
	f.err = cmd.Wait()
	f.said = said.String()
	wait.Wait()
	if listener < 0 {
		t.Skip("calls cannot be caught here: ", f.said)
	}
	unix.Close(listener)
}

// receive returns the listener that the child sends, or -1.
func (f *faulty) receive(t *testing.T, from *os.File) int {
	conn, err := net.FileConn(from)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	rights := make([]byte, unix.CmsgSpace(4))
	_, n, _, _, err := conn.(*net.UnixConn).ReadMsgUnix(make([]byte, 1), rights)
	if err != nil || n == 0 {
		return -1
	}
	messages, err := unix.ParseSocketControlMessage(rights[:n])
	if err != nil {
		t.Fatal(err)
	}
	fds, err := unix.ParseUnixRights(&messages[0])
	if err != nil {
		t.Fatal(err)
	}
	return fds[0]
}

// answer lets all calls pass but the one that fails, until the child has ended.
func (f *faulty) answer(listener int) {
	var call struct { // struct seccomp_notif
		id         uint64
		pid, flags uint32
		nr         int32
		arch       uint32
		ip         uint64
		args       [6]uint64
	}
	var reply struct { // struct seccomp_notif_resp
		id    uint64
		val   int64
		err   int32
		flags uint32
	}
	for {
		fds := []unix.PollFd{{Fd: int32(listener), Events: unix.POLLIN}}
		if _, err := unix.Poll(fds, -1); err == unix.EINTR {
			continue
		}
		if fds[0].Revents&unix.POLLIN == 0 {
			return
		}
		call.id = 0
		clear(call.args[:])
		call.pid, call.flags, call.nr, call.arch, call.ip = 0, 0, 0, 0, 0
		if _, _, no := unix.Syscall(unix.SYS_IOCTL, uintptr(listener), unix.SECCOMP_IOCTL_NOTIF_RECV, uintptr(unsafe.Pointer(&call))); no != 0 {
			continue // the thread is gone
		}
		reply.id, reply.err, reply.flags = call.id, 0, unix.SECCOMP_USER_NOTIF_FLAG_CONTINUE
		known := faultyCalls[call.nr]
		place, _ := os.Readlink(fmt.Sprintf("/proc/%d/fd/%d", call.pid, int32(call.args[known.fd])))
		if f.moves && call.nr == unix.SYS_RENAMEAT2 && call.args[4]&unix.RENAME_EXCHANGE != 0 {
			reply.err, reply.flags = -int32(unix.ENOSYS), 0
		} else if place == f.under || strings.HasPrefix(place, f.under+"/") {
			if len(f.calls) == f.nth {
				f.with = faultOf(known.name, f.nth)
				reply.err, reply.flags = -int32(f.with), 0
			}
			f.calls = append(f.calls, known.name+" "+strings.TrimPrefix(place, f.under))
		}
		unix.Syscall(unix.SYS_IOCTL, uintptr(listener), unix.SECCOMP_IOCTL_NOTIF_SEND, uintptr(unsafe.Pointer(&reply)))
	}
}

// Every call by which a run meets the disk may fail. Whichever it is: what has
// a name is whole, old or new (or, of a pack that could not be read, healed), what is foreign is not touched, an error names
// the archive in one line, a run that tells of none has made everything, and
// the next makes what an undisturbed one makes and leaves no more behind.
// Some calls are tried; with MARKIVE_TEST_EVERY=1 all of them.
func TestFaults(t *testing.T) {
	t.Parallel()
	step := 199
	if raced {
		step = 499
	}
	if every, err := strconv.Atoi(os.Getenv("MARKIVE_TEST_EVERY")); err == nil {
		step = every
	}
	o := newOrigin(t)
	first := plant(t, map[string]string{
		"d/a.md": post(o, "a", "one.png", "two.png"),
		"b.md":   post(o, "b", "one.png"),
	})
	edited := plant(t, map[string]string{
		"d/a.md": post(o, "edited", "one.png", "three.png"),
		"b.md":   post(o, "b", "one.png"),
		"b.html": "<p>text</p>\n", // so that b moves
	})
	for _, kind := range []string{"", "blog.tar", "blog.zip"} {
		start := plant(t, map[string]string{"notes.txt": "mine", "d/mine/": ""})
		everyFault(t, "a first run", step, faulty{in: first, under: start, kind: kind})
		archiveOf(t, filepath.Join(start, kind), first, testOptions())
		everyFault(t, "a run over what has changed", step, faulty{in: edited, under: start, kind: kind})
		if kind == "" {
			everyFault(t, "the same where bundles are moved aside", step, faulty{in: edited, under: start, moves: true})
		}
	}
}

// onceWrong are calls whose failure did harm, once: they are always tried.
var onceWrong = []string{
	"getdents64 /.markive/replaced/1/bundle", // the note went first, and what was left of the bundle stayed for ever
}

// everyFault lets calls of a run fail, each in a copy of the same start.
func everyFault(t *testing.T, what string, step int, f faulty) {
	start := f.under
	before := f.files(t)
	f.under, f.nth = copyOf(t, start), -1
	f.run(t)
	if f.err != nil {
		t.Fatalf("%s: %v\n%s", what, f.err, f.said)
	}
	undisturbed, want, left := f.calls, f.files(t), f.state()
	for n, call := range undisturbed {
		if n%step != step/2 && !slices.Contains(onceWrong, call) {
			continue
		}
		f.under, f.nth, f.calls = copyOf(t, start), n, nil
		f.run(t)
		if n >= len(f.calls) {
			continue // this time it made fewer
		}
		at := fmt.Sprintf("%s %s, call %d, %s: %v", what, f.kind, n, f.calls[n], f.with)
		got := f.files(t)
		for name, content := range got {
			if content != before[name] && content != want[name] && name != f.kind {
				t.Errorf("%s: %s is neither old nor new", at, name)
			}
		}
		if r, err := Verify(t.Context(), filepath.Join(f.under, f.kind), VerifyOptions{}); got[f.kind] != "" && (err != nil || len(r.Damage) > 0) {
			t.Errorf("%s: %+v, %v", at, r, err)
		}
		_, said, _ := strings.Cut(f.said, "kill_test.go:")
		said, _, _ = strings.Cut(said, "\n")
		switch {
		case f.err != nil && (!strings.Contains(said, f.under) || !strings.Contains(said, f.with.Error())):
			t.Errorf("%s: the run ends and says\n%s", at, f.said)
		case f.err == nil && !strings.Contains(f.said, "told: "):
			sameFiles(t, at+", of which nothing was told", want, got)
		}
		archiveOf(t, filepath.Join(f.under, f.kind), f.in, testOptions())
		sameFiles(t, at+", and another run", want, f.files(t))
		names := f.state()
		names = slices.DeleteFunc(names, func(name string) bool {
			return name == damagedFolder && f.with == unix.EIO || // what cannot be read is damaged
				name == sortFile || name == orderFile // could not be removed: made anew with the next catalogue
		})
		if !slices.Equal(names, left) {
			t.Errorf("%s, and another run: left %q, want %q", at, names, left)
		}
	}
}

// faultOf says what may be wrong with the call that turns out to be the nth,
// one thing or the other.
func faultOf(name string, n int) syscall.Errno {
	switch {
	case name == "copy_file_range":
		return unix.ENOSPC // EIO makes the library copy in another way
	case n%2 == 0:
		return unix.EIO
	case name == "openat":
		return unix.EMFILE
	case slices.Contains([]string{"getdents64", "read", "pread64", "unlinkat"}, name):
		return unix.EIO
	}
	return unix.ENOSPC
}

// files returns what is there but for the state, and proves that it is whole.
func (f *faulty) files(t *testing.T) map[string]string {
	t.Helper()
	files := snapshot(t, f.under)
	if files["notes.txt"] != "mine" {
		t.Error("a foreign file was touched")
	}
	maps.DeleteFunc(files, func(name, _ string) bool { return strings.HasSuffix(name, "/") })
	return files
}

// state returns the names of what is in the state.
func (f *faulty) state() (names []string) {
	entries, _ := os.ReadDir(filepath.Join(f.under, stateFolder, f.kind))
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

// copyOf returns a copy of a folder, old enough for its times to be trusted.
func copyOf(t *testing.T, dir string) string {
	t.Helper()
	to := t.TempDir()
	must(t, os.CopyFS(to, os.DirFS(dir)))
	age(t, to)
	return to
}
