package archive

import "os"

// stateFolder is the name of the folder in which the tool keeps its state. It
// is a cache: it may be deleted when no run is at work.
const stateFolder = ".markive"

// A workplace is where a run works: the folder that it writes to, and below
// that the folder of its own state. Runs that share an archive have a state
// each.
type workplace struct {
	root  *os.Root
	state string // slash path below root
}

// Parts of the state.
const (
	lockFile       = "lock"
	holderFile     = "holder" // beside the lock: Windows lets nobody read a locked file
	memoryFile     = "state"
	goneFile       = "gone"
	stagingFolder  = "staging"
	spoolFolder    = "spool"
	rescueFolder   = "rescued"
	journalFile    = rescueFolder + "/journal"
	replacedFolder = "replaced"
	vacatedFile    = "vacated"
)

// in returns the path of a part of the state below the root.
func (w *workplace) in(part string) string { return w.state + "/" + part }

// ensure makes a folder of the state.
func (w *workplace) ensure(part string) error { return ensureFolder(w.root, w.in(part)) }
