package convert_test

import (
	"fmt"

	"github.com/markive/markive/convert"
)

func ExampleConverter_Convert() {
	post, err := convert.Parse("pier.html", []byte(`---
title: The pier
---
<h2>At low tide</h2>
<p>Mind the <b>rope</b>.</p>
<p><img src="/blank.gif" data-src="https://img.example.net/pier.jpg" alt="the pier"></p>
<script>count()</script>`))
	if err != nil {
		fmt.Println(err)
		return
	}
	doc, err := convert.New(convert.Options{}).Convert(post)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%s", doc.Markdown(nil))
	fmt.Println("-- lost:", len(doc.Audit.Lost), "dropped:", doc.Audit.Dropped)
	// Output:
	// ---
	// title: The pier
	// ---
	//
	// ## At low tide
	//
	// Mind the **rope**.
	//
	// ![the pier](https://img.example.net/pier.jpg)
	// -- lost: 0 dropped: map[script:1]
}

func ExampleDocument_Markdown() {
	post, _ := convert.Parse("boats.html", []byte(
		`<p><img src="/ketch.jpg" alt="ketch" srcset="/ketch-2x.jpg 2x"> <img src="/sloop.jpg" alt="sloop"></p>`))
	doc, _ := convert.New(convert.Options{}).Convert(post)
	for _, asset := range doc.Assets {
		fmt.Println("wanted:", asset.Candidates)
	}
	held := map[int]string{0: "images/01-ketch.jpg"} // the second could not be had
	fmt.Printf("%s", doc.Markdown(func(a convert.Asset) string { return held[a.ID] }))
	// Output:
	// wanted: [/ketch-2x.jpg /ketch.jpg]
	// wanted: [/sloop.jpg]
	// ![ketch](images/01-ketch.jpg) ![sloop](/sloop.jpg)
}

func ExampleParseSelector() {
	post, _ := convert.Parse("page.html", []byte(`<nav>menu</nav><article><p>The <i>pier</i>.</p><p class="ad">Buy</p></article>`))
	article, _ := convert.ParseSelector("article")
	ads, err := convert.ParseSelector(".ad")
	if err != nil {
		fmt.Println(err)
		return
	}
	doc, _ := convert.New(convert.Options{Select: article, Remove: ads}).Convert(post)
	fmt.Printf("%s", doc.Markdown(nil))
	// Output: The *pier*.
}

func ExampleJekyllTitle() {
	fmt.Println(convert.JekyllTitle("the pier: again, and (no) ferry"))
	fmt.Println(convert.JekyllTitle("the-pier - again, and (no) ferry #"))
	// Output:
	// the-pier-again,-and-(no)-ferry
	// the-pier-again,-and-(no)-ferry
}

func ExampleTarget_Write() {
	fields, err := convert.ParseFieldChoices("title,date:created,*")
	if err != nil {
		fmt.Println(err)
		return
	}
	target := convert.Target{Name: convert.TargetHugo, Fields: fields}
	out, err := target.Write("tide.md", []byte("---\ndate: 20 Nov 2021\ntitle: Tide\n---\n\nH<sub>2</sub>O in `{{< x >}}`.\n"), nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%s", out.Markdown)
	// Output:
	// ---
	// title: Tide
	// created: 2021-11-20T00:00:00Z
	// ---
	//
	// H{{< rawhtml >}}<sub>2</sub>{{< /rawhtml >}}O in `{{</* x */>}}`.
}

func ExampleSite_Addresses() {
	site := convert.ParseSite("_config.yml", []byte("url: https://blog.example\nroot: /\npermalink: :year/:title/\n"))
	post, err := convert.Parse("hello.md", []byte("---\ndate: 2021-11-20\n---\nHello\n"))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(site.Addresses("source/_posts/hello.md", &post.FrontMatter))
	// Output: [https://blog.example/2021/hello/]
}
