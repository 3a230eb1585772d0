package main

import (
	"fmt"
	"time"

	"github.com/markive/markive/archive"
)

// spentLines tell how fast a run was: what it did in all, then its stages.
func spentLines(r *archive.Report, listing time.Duration) []string {
	s := &r.Spent
	whole := listing + s.Plan + s.Posts
	lines := []string{fmt.Sprintf("time: %s (listing %s, planning %s, posts %s), %s, %s",
		short(whole), short(listing), short(s.Plan), short(s.Posts), perSecond(float64(r.Posts), whole, "posts"), perSecond(float64(s.Source)/1e6, whole, "MB"))}
	if s.Converted == 0 {
		return lines
	}
	return append(lines,
		fmt.Sprintf("stages, of all workers: convert %s (%s), gather %s, commit %s",
			short(s.Convert), perSecond(float64(s.Source)/1e6, s.Convert, "MB"), short(s.Gather), short(s.Commit)),
		fmt.Sprintf("assets: %d held before, %d had now, in %s", s.Held, s.Had, count(r.Requests, "request")))
}

// short is a time for people: 1m5s, 3.21s, 12ms.
func short(d time.Duration) string {
	switch {
	case d >= time.Minute:
		return d.Round(time.Second).String()
	case d >= time.Second:
		return d.Round(10 * time.Millisecond).String()
	}
	return d.Round(time.Millisecond).String()
}

func perSecond(n float64, d time.Duration, what string) string {
	if d <= 0 {
		return "0 " + what + "/s"
	}
	per := n / d.Seconds()
	if per < 10 {
		return fmt.Sprintf("%.1f %s/s", per, what)
	}
	return fmt.Sprintf("%.0f %s/s", per, what)
}
