//! The text that a page shows: all of it, or that of a part.

use dom_query::NodeRef;

/// What shows nothing, whatever it holds.
const SILENT: &[&str] = &[
    "head", "script", "style", "template", "noscript", "svg", "math", "canvas", "iframe", "object", "audio", "video",
    "select", "textarea", "datalist", "title", "meta", "link",
];
/// Stands on lines of its own, with an empty line around it.
const PARAGRAPHS: &[&str] = &[
    "p",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "blockquote",
    "ul",
    "ol",
    "dl",
    "pre",
    "figure",
    "table",
    "hr",
    "address",
    "article",
    "section",
    "main",
    "header",
    "footer",
    "nav",
    "aside",
];
/// Stands on lines of its own.
const LINES: &[&str] = &[
    "div",
    "li",
    "tr",
    "dt",
    "dd",
    "figcaption",
    "caption",
    "body",
    "html",
    "form",
    "fieldset",
    "legend",
    "details",
    "summary",
    "center",
    "thead",
    "tbody",
    "tfoot",
    "dialog",
];

/// The text below a node, laid out in lines. Walks without recursion: how deep tags nest is the page's choice.
pub(super) fn text(root: NodeRef<'_>) -> String {
    let mut out = Lines::default();
    let mut at = root;
    loop {
        let shown = enter(&at, &mut out);
        if let Some(child) = at.first_child().filter(|_| shown) {
            at = child;
            continue;
        }
        loop {
            if shown_element(&at) {
                leave(&at, &mut out);
            }
            if at.id == root.id {
                return out.text;
            }
            if let Some(next) = at.next_sibling() {
                at = next;
                break;
            }
            let Some(parent) = at.parent() else { return out.text };
            at = parent;
        }
    }
}

fn shown_element(node: &NodeRef<'_>) -> bool {
    node.is_element() && !is_silent(node)
}

fn is_silent(node: &NodeRef<'_>) -> bool {
    node.node_name().is_some_and(|name| SILENT.contains(&&*name)) || node.has_attr("hidden")
}

/// Gives whether what is below the node shows.
fn enter(node: &NodeRef<'_>, out: &mut Lines) -> bool {
    if node.is_text() {
        out.words(&node.text());
        return false;
    }
    if !node.is_element() {
        return !node.is_comment();
    }
    if is_silent(node) {
        return false;
    }
    match node.node_name().as_deref() {
        Some("br") => out.break_line(),
        Some("td" | "th") => out.cell(),
        Some("pre") => {
            out.end(2);
            out.verbatim += 1;
        }
        Some(name) => out.end(breaks(name)),
        None => {}
    }
    true
}

fn leave(node: &NodeRef<'_>, out: &mut Lines) {
    if let Some(name) = node.node_name() {
        if &*name == "pre" {
            out.verbatim -= 1;
        }
        out.end(breaks(&name));
    }
}

/// Line ends around an element.
fn breaks(name: &str) -> usize {
    if PARAGRAPHS.contains(&name) { 2 } else { usize::from(LINES.contains(&name)) }
}

#[derive(Default)]
struct Lines {
    text: String,
    /// Line ends that are due before the next word; two make an empty line.
    due: usize,
    /// A space is due before the next word.
    space: bool,
    /// Depth of elements whose white space shows.
    verbatim: usize,
}

impl Lines {
    fn end(&mut self, lines: usize) {
        self.due = self.due.max(lines);
    }

    fn break_line(&mut self) {
        self.flush();
        self.text.push('\n');
        self.space = false;
    }

    fn cell(&mut self) {
        if self.due == 0 && !self.text.is_empty() && !self.text.ends_with('\n') {
            self.text.push('\t');
            self.space = false;
        }
    }

    /// Puts the line ends that are due.
    fn flush(&mut self) {
        if !self.text.is_empty() {
            let there = self.text.len() - self.text.trim_end_matches('\n').len();
            for _ in there..self.due {
                self.text.push('\n');
            }
        }
        if self.due > 0 {
            self.space = false;
        }
        self.due = 0;
    }

    fn words(&mut self, words: &str) {
        if self.verbatim > 0 {
            self.flush();
            self.text.push_str(words);
            return;
        }
        // White space of HTML is ASCII's: a no-break space is a character of the text.
        for (index, word) in words.split(|c: char| c.is_ascii_whitespace()).enumerate() {
            self.space |= index > 0;
            if word.is_empty() {
                continue;
            }
            self.flush();
            if self.space && !self.text.is_empty() && !self.text.ends_with(['\n', '\t']) {
                self.text.push(' ');
            }
            self.space = false;
            self.text.push_str(word);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(html: &str) -> String {
        text(dom_query::Document::from(html).root())
    }

    #[test]
    fn layout() {
        for (html, text) in [
            ("<p>One <b>two</b>\n three.</p><p>Four</p>", "One two three.\n\nFour"),
            ("a<br>b<br/><br>c", "a\nb\n\nc"),
            ("<h1>H</h1><div>a</div><div>b</div>", "H\n\na\nb"),
            ("<ul><li>one</li><li>two</li></ul>x", "one\ntwo\n\nx"),
            ("<table><tr><td>City</td><td>4</td></tr><tr><td>B</td><td> 5 </td></tr></table>", "City\t4\nB\t5"),
            ("<pre>a\n  b</pre>", "a\n  b"),
            ("1<sup>2</sup> <i>x</i>,y", "12 x,y"),
            ("a\u{a0}b", "a\u{a0}b"),
        ] {
            assert_eq!(shown(html), text, "{html}");
        }
    }

    #[test]
    fn what_does_not_show_is_not_text() {
        let html = "<head><title>t</title></head><script>1</script><style>2</style><!-- 3 --><p hidden>4</p>\
                    <noscript>5</noscript><template>6</template>x";
        assert_eq!(shown(html), "x");
    }

    #[test]
    fn depth_is_no_danger() {
        let html = format!("{}x{}", "<i>".repeat(100_000), "</i>".repeat(100_000));
        assert_eq!(shown(&html[..]), "x");
    }
}
