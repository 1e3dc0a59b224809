//! The flags that say where texts came from.

use crate::seal::Metadata;

/// Metadata of the texts; each field takes a value or `unknown`.
#[derive(Debug, Default, clap::Args)]
#[command(next_help_heading = "Where the texts came from")]
pub(super) struct Fields {
    /// The address as it was requested
    #[arg(long)]
    url: Option<String>,
    /// When it was retrieved: RFC 3339 or a date; `mtime` takes the file's own time
    #[arg(long, value_name = "TIME")]
    retrieved_at: Option<String>,
    /// How it was retrieved: http, browser, warc-import, received, paste or ocr
    #[arg(long)]
    method: Option<String>,
    #[command(flatten)]
    source: SourceFields,
    /// Where redirects ended
    #[arg(long, value_name = "URL")]
    final_url: Option<String>,
    /// With what program it was retrieved
    #[arg(long)]
    tool: Option<String>,
    /// Status of the response
    #[arg(long, value_name = "CODE")]
    http_status: Option<String>,
    /// The charset that was declared, such as windows-1251
    #[arg(long)]
    charset: Option<String>,
    /// The same page in a web archive
    #[arg(long, value_name = "URL")]
    memento_url: Option<String>,
    /// Such as text/plain; else by the file's name
    #[arg(long, value_name = "TYPE")]
    media_type: Option<String>,
}

/// What a program that fetches a text cannot know of itself.
#[derive(Debug, Default, clap::Args)]
#[command(next_help_heading = "Where the texts came from")]
pub(super) struct SourceFields {
    /// Who retrieved it; a pseudonym will do
    #[arg(long, value_name = "NAME")]
    pub operator: Option<String>,
    /// Who published it
    #[arg(long, value_name = "NAME")]
    publisher: Option<String>,
    /// As the text has it
    #[arg(long)]
    title: Option<String>,
    /// Who wrote it
    #[arg(long, value_name = "NAME")]
    author: Option<String>,
    /// When it was published: a date or an RFC 3339 time
    #[arg(long, value_name = "DATE")]
    published_at: Option<String>,
    /// Its language as BCP 47 has it, such as en or kk-Cyrl
    #[arg(long, value_name = "TAG")]
    language: Option<String>,
    /// On what terms it may be used: an SPDX identifier, or words
    #[arg(long, alias = "license")]
    licence: Option<String>,
    /// Whose text it was, where the publisher reports it again
    #[arg(long, value_name = "NAME")]
    original_publisher: Option<String>,
    /// The date as the text prints it
    #[arg(long, value_name = "TEXT")]
    published_as_printed: Option<String>,
}

impl Fields {
    pub(super) fn metadata(self) -> Metadata {
        Metadata {
            url: self.url,
            retrieved_at: self.retrieved_at,
            method: self.method,
            final_url: self.final_url,
            tool: self.tool,
            http_status: self.http_status,
            charset: self.charset,
            memento_url: self.memento_url,
            media_type: self.media_type,
            ..self.source.metadata()
        }
    }
}

impl SourceFields {
    pub(super) fn metadata(self) -> Metadata {
        Metadata {
            operator: self.operator,
            publisher: self.publisher,
            title: self.title,
            author: self.author,
            published_at: self.published_at,
            language: self.language,
            licence: self.licence,
            original_publisher: self.original_publisher,
            published_as_printed: self.published_as_printed,
            ..Metadata::default()
        }
    }
}
