// SPDX-License-Identifier: Apache-2.0
//! What an e-mail address, a card number and a phone number look like.
//!
//! GRAMMAR.md says the same as regular expressions, and both have to say the same. Each function
//! answers the end of what begins at `start`, or nothing. Texts are bytes; only ASCII counts.

/// A number of groups of digits, with one separator between two groups.
struct Groups {
    least_per_group: usize,
    most_per_group: usize,
    most_groups: usize,
    separators: &'static [u8],
    least_digits: usize,
    most_digits: usize,
}

/// More digits than any number has: stops the reading of long runs.
const ENDLESS: usize = 20;

const CARD: Groups = Groups {
    least_per_group: 3,
    most_per_group: ENDLESS,
    most_groups: 6,
    separators: b" -",
    least_digits: 13,
    most_digits: 19,
};

const INTERNATIONAL: Groups = Groups {
    least_per_group: 1,
    most_per_group: ENDLESS,
    most_groups: 8,
    separators: b" ./-",
    least_digits: 8,
    most_digits: 15,
};

/// Behind an area code in parentheses one group less is read.
const BEHIND_AREA: Groups = Groups { most_groups: 7, ..INTERNATIONAL };

/// What follows an area code with a leading 0.
const LOCAL: Groups = Groups {
    least_per_group: 2,
    most_per_group: 8,
    most_groups: 4,
    separators: b" -",
    least_digits: 8,
    most_digits: 13,
};

pub fn is_local_part(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'%' | b'+' | b'-')
}

/// Name, @, domain. The domain is the longest that ends in a label of two characters or more,
/// of which the first is a letter.
#[inline(never)]
pub fn email(text: &[u8], start: usize) -> Option<usize> {
    if start > 0 && is_local_part(at(text, start - 1)) {
        return None;
    }
    let local_end = run_end(text, start, is_local_part);
    if local_end == start || at(text, local_end) != b'@' {
        return None;
    }
    domain(text, local_end + 1)
}

fn domain(text: &[u8], start: usize) -> Option<usize> {
    let mut label = start;
    let mut best = None;
    loop {
        let end = run_end(text, label, |byte| byte.is_ascii_alphanumeric() || byte == b'-');
        if label > start && end - label >= 2 && at(text, label).is_ascii_alphabetic() {
            best = Some(end);
        }
        if end == label || at(text, end) != b'.' {
            return best;
        }
        label = end + 1;
    }
}

/// 13 to 19 digits that pass the Luhn check.
#[inline(never)]
pub fn card(text: &[u8], start: usize) -> Option<usize> {
    if !may_begin(text, start) {
        return None;
    }
    longest(text, start, start, &CARD, luhn)
}

#[inline(never)]
pub fn phone(text: &[u8], start: usize) -> Option<usize> {
    if at(text, start) == b'+' {
        return international(text, start);
    }
    if !may_begin(text, start) {
        return None;
    }
    five_pairs(text, start)
        .or_else(|| with_area_code(text, start))
        .or_else(|| three_three_four(text, start))
}

/// +49 30 123456, +49 (0)30 123456
#[inline(never)]
fn international(text: &[u8], start: usize) -> Option<usize> {
    if start > 0 && (at(text, start - 1).is_ascii_alphanumeric() || at(text, start - 1) == b'+') {
        return None;
    }
    if !(b'1'..=b'9').contains(&at(text, start + 1)) {
        return None;
    }
    behind_area(text, start)
        .and_then(|head| longest(text, start, head, &BEHIND_AREA, any))
        .or_else(|| longest(text, start, start + 1, &INTERNATIONAL, any))
}

/// The end of a country code and an area code in parentheses, with the separators around it.
fn behind_area(text: &[u8], start: usize) -> Option<usize> {
    let country_end = digits_end(text, start + 1, ENDLESS);
    let open = skip_one_of(text, country_end, b" ./-");
    let close = parenthesised(text, open, 1, 5)?;
    Some(skip_one_of(text, close, b" ./-"))
}

/// (555) 123-4567, 555-123-4567, 1-555-123-4567
#[inline(never)]
fn three_three_four(text: &[u8], start: usize) -> Option<usize> {
    let area = shape(text, start, b"1~").unwrap_or(start);
    let rest = match shape(text, area, b"(999)") {
        Some(close) => skip_one_of(text, close, b" .-"),
        None => shape(text, area, b"999~")?,
    };
    shape(text, rest, b"999~9999").filter(|&end| may_end(text, end))
}

/// 01 23 45 67 89, all separators the same
fn five_pairs(text: &[u8], start: usize) -> Option<usize> {
    let end = shape(text, start, b"09~99~99~99~99")?;
    let separator = at(text, start + 2);
    let same = (1..4).all(|pair| at(text, start + 2 + 3 * pair) == separator);
    (same && at(text, start + 1) != b'0' && may_end(text, end)).then_some(end)
}

/// (030) 123456, 030/123456, 020 7946 0958
#[inline(never)]
fn with_area_code(text: &[u8], start: usize) -> Option<usize> {
    let open = at(text, start) == b'(';
    let zero = start + open as usize;
    if at(text, zero) != b'0' || !(b'1'..=b'9').contains(&at(text, zero + 1)) {
        return None;
    }
    let head = if open {
        skip_one_of(text, parenthesised(text, start, 3, 6)?, b" ./-")
    } else {
        plain_area_code(text, start)?
    };
    longest(text, start, head, &LOCAL, any)
}

fn plain_area_code(text: &[u8], start: usize) -> Option<usize> {
    let end = digits_end(text, start, 6);
    let separated = matches!(at(text, end), b' ' | b'.' | b'/' | b'-');
    (separated && end - start >= 3).then_some(end + 1)
}

/// The end of the longest number of these groups, the first of which begins at `head`. Digits
/// are counted from `start`. Longest means most groups: a group is never read in part.
#[inline(never)]
fn longest(
    text: &[u8],
    start: usize,
    head: usize,
    groups: &Groups,
    accepted: fn(&[u8]) -> bool,
) -> Option<usize> {
    let mut best = None;
    let mut digits = count_digits(text, start, head);
    let mut group = head;
    for _ in 0..groups.most_groups {
        let end = digits_end(text, group, groups.most_per_group);
        digits += end - group;
        if end - group < groups.least_per_group || digits > groups.most_digits {
            break;
        }
        if digits >= groups.least_digits && may_end(text, end) && accepted(text.get(start..end)?) {
            best = Some(end);
        }
        if !groups.separators.contains(&at(text, end)) {
            break;
        }
        group = end + 1;
    }
    best
}

fn any(_: &[u8]) -> bool {
    true
}

/// From the right, every second digit is doubled; the sum of all digits has to end in 0.
#[inline(never)]
fn luhn(number: &[u8]) -> bool {
    let mut sum = 0;
    let mut doubled = false;
    for digit in number.iter().rev().filter(|byte| byte.is_ascii_digit()) {
        let value = (digit - b'0') as u32 * (1 + doubled as u32);
        sum += value / 10 + value % 10;
        doubled = !doubled;
    }
    sum % 10 == 0
}

/// A number neither begins in the middle of a word or number, nor behind a decimal point.
fn may_begin(text: &[u8], start: usize) -> bool {
    if start == 0 {
        return true;
    }
    let before = at(text, start - 1);
    let behind_point = before == b'.' && start > 1 && at(text, start - 2).is_ascii_digit();
    !before.is_ascii_alphanumeric() && !behind_point
}

fn may_end(text: &[u8], end: usize) -> bool {
    let after = at(text, end);
    let before_point = after == b'.' && at(text, end + 1).is_ascii_digit();
    !after.is_ascii_alphanumeric() && !before_point
}

/// The byte at an index; behind the end 0, which is part of nothing.
#[inline(always)]
fn at(text: &[u8], index: usize) -> u8 {
    text.get(index).copied().unwrap_or(0)
}

fn run_end(text: &[u8], start: usize, belongs: impl Fn(u8) -> bool) -> usize {
    let mut end = start;
    while belongs(at(text, end)) {
        end += 1;
    }
    end
}

fn digits_end(text: &[u8], start: usize, most: usize) -> usize {
    let mut end = start;
    while end - start < most && at(text, end).is_ascii_digit() {
        end += 1;
    }
    end
}

fn count_digits(text: &[u8], start: usize, end: usize) -> usize {
    (start..end).filter(|&index| at(text, index).is_ascii_digit()).count()
}

fn skip_one_of(text: &[u8], index: usize, bytes: &[u8]) -> usize {
    index + bytes.contains(&at(text, index)) as usize
}

/// The end of `(`, some digits, `)`.
fn parenthesised(text: &[u8], open: usize, least: usize, most: usize) -> Option<usize> {
    if at(text, open) != b'(' {
        return None;
    }
    let close = digits_end(text, open + 1, most);
    (close - open > least && at(text, close) == b')').then_some(close + 1)
}

/// The end of a text of this shape: 9 is any digit, ~ a blank, a point or a dash.
fn shape(text: &[u8], start: usize, shape: &[u8]) -> Option<usize> {
    for (offset, &expected) in shape.iter().enumerate() {
        let byte = at(text, start + offset);
        let fits = match expected {
            b'9' => byte.is_ascii_digit(),
            b'~' => matches!(byte, b' ' | b'.' | b'-'),
            _ => byte == expected,
        };
        if !fits {
            return None;
        }
    }
    Some(start + shape.len())
}
