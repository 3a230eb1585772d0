//go:build !linux

package archive

import "errors"

func memoryFolder() (string, error) { return "", errors.ErrUnsupported }
