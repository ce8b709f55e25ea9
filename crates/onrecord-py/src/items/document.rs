//! The document, its parts and what is odd about it.
//!
//! `tests/test_schema.py` compares names and descriptions with the JSON Schema.

use super::classes;

classes! {
    /// One dispatch as it came in.
    part Document (id, published) {
        /// The id given by the caller; for a `.txt` file its stem.
        id,
        /// SHA-256 of the UTF-8 text, 64 hexadecimal digits.
        sha256,
        /// ISO 639-1 code of the language the text was read as.
        language,
        /// ISO date of publication, given by the caller or read from the header.
        published,
        /// A feed header before the dateline, as `date 2022-02-15`.
        header,
        /// Place, date and agency at the beginning of the body.
        dateline,
        /// The paragraphs in order, white space at both ends left out.
        paragraphs,
        /// Offset in code points where the body begins, after header and dateline.
        body_start,
        /// Credits such as "Reporting by …; editing by …".
        credits,
    }

    /// A feed header with the date of the dispatch.
    part Header (date) {
        /// The words of the header.
        span,
        /// The ISO date it gives.
        date,
    }

    /// The dateline of a dispatch: where it was filed, when, by which agency.
    part Dateline (places, date, agency) {
        /// The whole dateline.
        span,
        /// The places it names, in order.
        places => places_items,
        /// The ISO date, its year resolved against the date of publication.
        date,
        /// The news agency it names.
        agency => agency_item,
        /// The time expression of the date.
        timex => timex_item,
    }

    /// A paragraph.
    part Paragraph (id, span) {
        /// The id of the paragraph.
        id,
        /// Its words, without white space at either end.
        span,
    }

    /// How much of the text was read.
    part Coverage (quotation_marks_claimed, quotation_marks_total) {
        /// Quotation marks that belong to a statement, a title, a term or scare quotes.
        quotation_marks_claimed,
        /// All quotation marks of the text.
        quotation_marks_total,
        /// Sentences from which nothing was taken.
        unread,
    }

    /// A remark on the text or on the reading of it.
    part Diagnostic (code, message) {
        /// A stable code such as `unbalanced_quotation`.
        code,
        /// One sentence for a reader.
        message,
        /// The words it is about.
        span,
    }

    /// A time expression.
    listed Timex (id, type, value, span) {
        /// The id, unique in the record and deterministic.
        id,
        /// Its words.
        span,
        /// Its TIMEX3 type.
        r#type,
        /// Its TIMEX3 value: `2022-02-15`, `P2W`, `1994`, `PRESENT_REF`, `XXXX-WXX-2`.
        value,
        /// Its TIMEX3 modifier.
        r#mod,
        /// The time it covers, where it has bounds.
        interval,
        /// The time expression it was resolved against.
        anchor => anchor_item,
        /// What it dates.
        function,
        /// How this item is known.
        evidence,
        /// The stable id of the rule or model that made it.
        rule,
        /// Measured precision of the rule or calibrated probability of the model, 0 to 1; null where not measured.
        confidence,
    }

    /// A half-open interval of ISO 8601 dates or times: `start` belongs to it, `end` does not.
    ///
    /// Either end may be open ("since 2018" has no end).
    part Interval (start, end) {
        /// The first day or instant.
        start,
        /// The first day or instant after it.
        end,
    }

    /// A place named in the text.
    listed Place (id, name, country) {
        /// The id, unique in the record and deterministic.
        id,
        /// The usual English name ("Moscow").
        name,
        /// The country it lies in, ISO 3166-1 alpha-3; from the tables.
        country,
        /// Where the text names it.
        spans,
        /// How this item is known.
        evidence,
        /// The stable id of the rule or model that made it.
        rule,
        /// Measured precision of the rule or calibrated probability of the model, 0 to 1; null where not measured.
        confidence,
    }
}
