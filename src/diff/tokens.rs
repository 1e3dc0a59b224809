//! A text cut into what a change is told of: words, numbers, signs, white space.

/// A piece of a text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Token<'a> {
    pub text: &'a str,
    kind: Kind,
}

// What it is hangs on the words before it: two tokens are one if their letters are.
impl PartialEq for Token<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for Token<'_> {}

impl std::hash::Hash for Token<'_> {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.text.hash(state);
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Space,
    Word,
    /// With a digit in it, or a word for a number.
    Number,
    /// A capital where no sentence begins.
    Name,
    Quote,
    Sign,
}

impl Token<'_> {
    pub fn is_space(&self) -> bool {
        self.kind == Kind::Space
    }

    /// True if to change it is to say something else of somebody.
    pub fn is_telling(&self) -> bool {
        matches!(self.kind, Kind::Number | Kind::Name | Kind::Quote)
    }
}

/// English words for numbers. A word that is none of them and is meant as one is reported as wording.
const NUMBER_WORDS: [&str; 40] = [
    "no",
    "none",
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
    "twenty",
    "thirty",
    "forty",
    "fifty",
    "sixty",
    "seventy",
    "eighty",
    "ninety",
    "hundred",
    "hundreds",
    "thousand",
    "thousands",
    "million",
    "millions",
    "billion",
    "dozen",
    "dozens",
    "half",
];

/// Cuts a text; the tokens, put together, are the text.
pub(super) fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut tokens: Vec<Token<'_>> = Vec::new();
    let (mut at, mut opens) = (0, true);
    while let Some(first) = text[at..].chars().next() {
        let end = at + length(&text[at..], first);
        let word = &text[at..end];
        let kind = kind(word, first, opens);
        opens = match kind {
            // After these the next word may begin with a capital for that reason alone.
            Kind::Sign => opens || matches!(first, '.' | '!' | '?' | ':' | '…'),
            Kind::Quote => opens,
            Kind::Space => opens || word.contains('\n'),
            Kind::Word | Kind::Number | Kind::Name => false,
        };
        tokens.push(Token { text: word, kind });
        at = end;
    }
    tokens
}

fn kind(word: &str, first: char, opens: bool) -> Kind {
    let spelled = || word.split('-').any(|part| NUMBER_WORDS.contains(&part.to_lowercase().as_str()));
    match first {
        c if c.is_whitespace() => Kind::Space,
        c if is_quote(c) => Kind::Quote,
        c if !c.is_alphanumeric() => Kind::Sign,
        _ if word.chars().any(char::is_numeric) || spelled() => Kind::Number,
        c if c.is_uppercase() && !opens => Kind::Name,
        _ => Kind::Word,
    }
}

fn is_quote(c: char) -> bool {
    matches!(
        c,
        '"' | '\''
            | '“'
            | '”'
            | '„'
            | '‟'
            | '‘'
            | '’'
            | '‚'
            | '‛'
            | '«'
            | '»'
            | '‹'
            | '›'
            | '「'
            | '」'
            | '`'
    )
}

/// Bytes of the token at the start of `rest`.
fn length(rest: &str, first: char) -> usize {
    if first.is_whitespace() {
        return rest.find(|c: char| !c.is_whitespace()).unwrap_or(rest.len());
    }
    if !first.is_alphanumeric() {
        return first.len_utf8();
    }
    let mut end = 0;
    let mut chars = rest.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let inside =
            matches!(c, '.' | ',' | '\'' | '’' | '-') && chars.peek().is_some_and(|(_, next)| next.is_alphanumeric());
        // Marks over letters belong to them.
        let mark = ('\u{300}'..='\u{36f}').contains(&c);
        if !c.is_alphanumeric() && !inside && !mark {
            break;
        }
        end = at + c.len_utf8();
    }
    end
}
