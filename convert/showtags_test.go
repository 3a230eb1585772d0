package convert

import "testing"

func TestShowTagsOfPlayers(t *testing.T) {
	for src, want := range map[string]string{
		"{{< youtube a_b-1 >}}":                                 "[YouTube video](https://www.youtube.com/watch?v=a_b-1)",
		"x {{< youtube id=\"ab\" autoplay=\"true\" >}} y":       "x [YouTube video](https://www.youtube.com/watch?v=ab) y",
		"{{% vimeo 12 %}}":                                      "[Vimeo video](https://vimeo.com/12)",
		"{{< tweet user=\"sea\" id=\"34\" >}}":                  "[Tweet](https://twitter.com/i/status/34)",
		"{% tweet 34 %}":                                        "[Tweet](https://twitter.com/i/status/34)",
		"{% gist ab12 tides.go %}":                              "[GitHub gist](https://gist.github.com/ab12)",
		"{{< gist sea 12 >}}":                                   "[GitHub gist](https://gist.github.com/sea/12)",
		"> {% youtube ab 640 480 %}":                            "> [YouTube video](https://www.youtube.com/watch?v=ab)",
		"{% vimeo ab %} {% youtube a/b %} {{< youtube >}}":      "{% vimeo ab %} {% youtube a/b %} {{< youtube >}}",
		"`{{< youtube ab >}}` [{{< youtube ab >}}](/x)":         "`{{< youtube ab >}}` [{{< youtube ab >}}](/x)",
		"```\n{{< youtube ab >}}\n```":                          "```\n{{< youtube ab >}}\n```",
		"{% highlight go %}\n{% gist ab %}\n{% endhighlight %}": "```go\n{% gist ab %}\n```",
		"{{< alert >}}":                                         "{{< alert >}}",
	} {
		if got := ShowTags(src); got != want {
			t.Errorf("ShowTags(%q)\n = %q\nwant %q", src, got, want)
		}
	}
}
