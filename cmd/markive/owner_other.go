//go:build !unix

package main

import "io/fs"

// isTrusted is always true where a file's owner is not among what is known.
func isTrusted(fs.FileInfo, fs.FileInfo) bool { return true }
