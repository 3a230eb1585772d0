package main

import (
	"fmt"
	"strconv"
	"strings"
)

// A byteSize is the value of a flag that takes a number of bytes: 500, 500k,
// 20M, 20MiB. Units count by 1024.
type byteSize int64

func (b *byteSize) String() string {
	n, unit := int64(*b), 0
	for n >= 1024 && n%1024 == 0 && unit < len(byteUnits)-1 {
		n, unit = n/1024, unit+1
	}
	return strconv.FormatInt(n, 10) + byteUnits[unit]
}

var byteUnits = [...]string{"", "KiB", "MiB", "GiB", "TiB"}

var byteUnit = map[string]int{"": 0, "k": 1, "m": 2, "g": 3, "t": 4}

func (b *byteSize) Type() string { return "SIZE" }

// Set reads a positive number and its unit.
func (b *byteSize) Set(s string) error {
	digits := strings.TrimRight(s, "kKmMgGtTiIbB")
	unit := strings.ToLower(s[len(digits):])
	power, known := byteUnit[strings.TrimSuffix(strings.TrimSuffix(unit, "b"), "i")]
	n, err := strconv.ParseInt(strings.TrimSpace(digits), 10, 64)
	if err == nil && n == 0 && known {
		return fmt.Errorf("at least 1 is needed")
	}
	if err != nil || n < 1 || !known || n > 1<<60>>(10*power) {
		return fmt.Errorf("not a size such as 500k or 20MiB")
	}
	*b = byteSize(n << (10 * power))
	return nil
}
