package main

import (
	"fmt"
	"strings"

	"github.com/markive/markive/archive"
)

// missingLines groups missing images by host and reason, the largest groups
// first. Those beyond the limit are told by reason alone.
func missingLines(problems []archive.Problem) string {
	counts := map[[2]string]int{}
	for i := range problems {
		if p := &problems[i]; p.Address != "" {
			counts[[2]string{hostOf(p.Address), reasonOf(p)}]++
		}
	}
	named := map[string]int{}
	for group, n := range counts {
		named[group[0]+"\t"+group[1]] = n
	}
	all := shares(named)
	if len(all) <= maxGroups {
		return table(all, maxGroups)
	}
	return table(append(all[:maxGroups:maxGroups], byReason(all[maxGroups:])...), 2*maxGroups)
}

// byReason joins groups of one reason each.
func byReason(groups []share) []share {
	hosts, images := map[string]int{}, map[string]int{}
	for _, g := range groups {
		_, reason, _ := strings.Cut(g.Name, "\t")
		hosts[reason]++
		images[reason] += g.N
	}
	joined := shares(images)
	for i := range joined {
		joined[i].Name = fmt.Sprintf("%s\t%s", count(hosts[joined[i].Name], "other host"), joined[i].Name)
	}
	return joined
}

// reasonOf is the class of a problem, with the status where that is the reason.
func reasonOf(p *archive.Problem) string {
	if p.Class == archive.ClassHTTPStatus {
		if code, _, _ := strings.Cut(p.Detail, " "); len(code) == 3 && strings.Trim(code, "0123456789") == "" {
			return string(p.Class) + " " + code
		}
	}
	return string(p.Class)
}

// refusalLines tells of pictures that may be none, and how their files are called.
func refusalLines(refusals []archive.Refusal) string {
	all := make([]share, len(refusals))
	for i, r := range refusals {
		all[i] = share{fmt.Sprintf("%s\t*-%.8s.* in %s", r.Host, r.SHA256, count(r.Posts, "post")), r.Pictures}
	}
	return table(all, maxGroups)
}
