//go:build race

package archive

// raced says that the race detector is at work, which makes what touches much
// memory twenty times slower.
const raced = true
