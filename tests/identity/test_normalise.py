"""Names as they are typed: which spellings are one name, which names must stay two.

The words are looked at in `normalise`, whole names as `features` puts them together.
"""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from identity.matching.normalise.script import transliterate_text
from identity.matching.normalise.sounds import keep_consonants, reduce_to_sound
from identity.matching.normalise.words import analyse_word
from tests.identity.vaults import read_features

JOINER, NON_JOINER = "\u200d", "\u200c"


@pytest.mark.parametrize(
    ("bangla", "expected"),
    [
        ("রফিক", "raphik"),  # the vowel that is not written, but for the last letter
        ("করিম", "karim"),
        ("আব্দুল", "abdul"),  # a hasanta: no vowel
        ("আবদুল", "abadul"),
        ("ক্ষিতীশ", "khitis"),  # ক্ষ is kh, not ks
        ("জ্ঞান", "gan"),
        ("সত্য", "sat"),  # a second য only doubles
        ("স্বপন", "swpan"),  # a second ব is w
        ("বিশ্বাস", "biswas"),
        ("আব্বাস", "abbas"),  # but not after another ব
        ("যাদব", "jadab"),  # a bare য is j
        ("ওছমান", "osaman"),  # ছ is s in names
        ("বাংলা", "bangla"),
        ("চাঁদ", "chad"),
        ("জগৎ", "jagat"),
        ("Rahim", "rahim"),
        ("রহিম Uddin", "rahim uddin"),
    ],
)
def test_bangla_is_written_in_latin_as_bangladeshis_write_it(bangla: str, expected: str) -> None:
    assert transliterate_text(bangla) == expected


@pytest.mark.parametrize("letters", ["রাজিয়া", "বড়ুয়া", "মৃঢ়", "জয়নাল"])
def test_a_letter_with_its_dot_is_the_same_composed_and_decomposed(letters: str) -> None:
    forms = {unicodedata.normalize(form, letters) for form in ("NFC", "NFD")}
    composed = letters
    for parts, one in (("য\u09bc", "\u09df"), ("ড\u09bc", "\u09dc"), ("ঢ\u09bc", "\u09dd")):
        composed = composed.replace(parts, one)
    decomposed = unicodedata.normalize("NFD", composed)
    assert composed != decomposed
    assert len({transliterate_text(text) for text in {*forms, composed, decomposed}}) == 1
    assert not {"r", "y"}.isdisjoint(transliterate_text(composed))


def test_a_t_without_vowel_is_one_letter_however_it_was_typed() -> None:
    assert (
        transliterate_text("উৎপল")
        == transliterate_text(f"উত্{JOINER}পল")
        == transliterate_text("উত্পল")
        == "utpal"
    )


def test_joiners_say_nothing() -> None:
    assert transliterate_text(f"আব্{NON_JOINER}দুল") == transliterate_text("আব্দুল")
    assert transliterate_text(f"রহ{NON_JOINER}মান") == transliterate_text("রহমান") == "rahaman"


def test_a_vowel_sign_in_two_parts_is_one() -> None:
    for name in ("হোসেন", "চৌধুরী"):
        parts = unicodedata.normalize("NFD", name)
        assert parts != name
        assert transliterate_text(parts) == transliterate_text(name)


@pytest.mark.parametrize(
    "title",
    ["Md.", "MD", "Md", "Mohd.", "Moh.", "Mo.", "Muhammad", "Mohammed", "Mst.", "Most.", "Mosammat",
     "Mrs.", "Alhaj", "Haji", "Late", "Dr.", "মো.", "মো:", "মোহাম্মদ", "মোসাম্মৎ", "মৃত"],
)  # fmt: skip
def test_a_title_says_nothing_of_who_somebody_is(title: str) -> None:
    with_title, without = read_features(full_name=[f"{title} Rahim", "Rahim"])
    assert with_title["name_key"] == without["name_key"]


@pytest.mark.parametrize("short", ["মোঃ", "মোসাঃ", "মোছাঃ", "মুঃ", "মোহাঃ", "আলহাঃ"])
def test_a_word_shortened_by_a_visarga_is_a_title(short: str) -> None:
    assert analyse_word(short).kind == "title"
    (one, other) = read_features(full_name=[f"{short} রহিমা", "রহিমা"])
    assert one["name_key"] == other["name_key"]


def test_a_visarga_within_a_word_makes_no_title_of_it() -> None:
    assert analyse_word("দুঃখু").kind == "name"


@pytest.mark.parametrize(
    "spellings",
    [
        "Rabiul|Robiul|রবিউল",
        "Hossain|Hosen|Hussain|Hossen|Hosain|Hussein|হোসেন|হোসাইন",
        "Ahmed|Ahamed|Ahmad|আহমেদ|আহম্মেদ",
        "Chowdhury|Choudhury|Chaudhuri|Chowdhuri|চৌধুরী",
        "Md. Abdul Karim|A. Karim|আঃ করিম|Abdulkarim|MD ABDUL KARIM|মোঃ আব্দুল করিম|আবদুল করিম",
        "Rafiqul Islam|Rafikul Islam|রফিকুল ইসলাম|Md Rafiqul Islam|Mohammad Rafiqul Islam",
        "Rafiqulislam|Rafiqul Islam",
        "Nurulamin|Nurul Amin",
        "Mizanur Rahman|Mijanur Rahaman|মিজানুর রহমান",
        "Rahima Khatun|Mst. Rahima Begum|Rahima|মোসাঃ রহিমা খাতুন|Mosammat Rahima|Rahima Bibi",
        "Shahjahan|Sahajahan|শাহজাহান",
        "Jahangir|Jahangeer|জাহাঙ্গীর",
        "Abu Taher|Abu Tahir|আবু তাহের",
        "Umme Kulsum|Umme Kulsoom|উম্মে কুলসুম",
        "Yusuf|Yousuf|Yousuph|ইউসুফ",
        "Saleha|Chaleha|ছালেহা",
        "Nur Mohammad|Noor Mohammed|Nur Muhammad|নূর মোহাম্মদ",
    ],
)
def test_spellings_of_one_name_have_one_key(spellings: str) -> None:
    typed = spellings.split("|")
    keys = {
        text: row["name_key"]
        for text, row in zip(typed, read_features(full_name=typed), strict=True)
    }
    assert len(set(keys.values())) == 1, keys
    assert None not in keys.values()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Karim", "Kabir"),
        ("Rafiqul", "Shafiqul"),
        ("Karim", "Rahim"),
        ("Jamal", "Kamal"),
        ("Nurul", "Nazrul"),
        ("Abdul Karim", "Abdul Kabir"),
        ("Abdul Karim", "Karim"),
        ("Rahima", "Halima"),
        ("Md. Mahmud", "Md. Rahim"),
        ("Rafiqul Islam", "Rafiqul Alam"),
        ("Salam", "Kalam"),
        ("রফিকুল", "শফিকুল"),
    ],
)
def test_names_that_only_look_alike_stay_two(one: str, other: str) -> None:
    first, second = read_features(full_name=[one, other])
    assert first["name_key"] != second["name_key"]
    assert first["name_sound"] != second["name_sound"]


def test_mahmud_is_a_name_and_mohammad_before_one_is_none() -> None:
    mahmud, bare, mohammad = read_features(full_name=["Mahmud Hasan", "Hasan", "Mohammad Hasan"])
    assert mohammad["name_key"] == bare["name_key"] != mahmud["name_key"]
    assert analyse_word("Mahmud").kind == "name"
    assert (
        analyse_word("Mohammad").kind
        == analyse_word("Muhammed").kind
        == analyse_word("মোহাম্মদ").kind
        == "title"
    )


def test_nur_mohammad_keeps_mohammad_and_two_titles_go() -> None:
    nur, whole, twice = read_features(full_name=["Nur", "Nur Mohammad", "Md. Mohammad Nur"])
    assert nur["name_key"] == twice["name_key"] != whole["name_key"]


def test_where_a_title_is_all_there_is_it_is_the_name() -> None:
    rows = read_features(full_name=["Mohammad", "Begum", "Md."])
    assert [row["name_key"] for row in rows] == ["mhmd", "bgm", "md"]


def test_a_man_called_akter_keeps_his_name_and_a_woman_loses_the_courtesy() -> None:
    man, hossain, woman, rahima = read_features(
        full_name=["Akter Hossain", "Hossain", "Rahima Akter", "Rahima"]
    )
    assert man["name_key"] != hossain["name_key"]
    assert man["given_key"] == "aktr"
    assert woman["name_key"] == rahima["name_key"]


def test_a_courtesy_word_stays_in_the_spelling_where_it_tells_a_little() -> None:
    (row,) = read_features(full_name=["Mst. Rahima Khatun"])
    assert (row["name"], row["name_sound"]) == ("rahima khatun", "rahima")


def test_given_and_last_name_are_told_apart() -> None:
    rows = read_features(full_name=["Rafiqul Islam", "Abdul Karim Mia", "Abdul Karim", "Rafiq"])
    assert [(row["given_key"], row["last_key"]) for row in rows] == [
        ("rfkl", "aslm"), ("a0krm", "m"), ("a0krm", None), ("rfk", None),
    ]  # fmt: skip


def test_the_order_of_two_words_is_told_by_the_key_and_not_by_the_sorted_one() -> None:
    one, other = read_features(full_name=["Hasan Rafiq", "Rafiq Hasan"])
    assert one["name_sorted"] == other["name_sorted"]
    assert one["name_key"] != other["name_key"]


def test_a_name_without_a_letter_is_no_name() -> None:
    rows = read_features(full_name=["", "   ", "-", "123", "?", "\u200d", "।"])
    assert {row["name_key"] for row in rows} == {None}


@settings(max_examples=200, deadline=None)
@given(st.text())
def test_any_text_becomes_small_latin_letters_and_one_of_four_kinds(text: str) -> None:
    judged = analyse_word(text)
    assert judged.spelling.isascii()
    assert judged.spelling == judged.spelling.lower()
    assert judged.kind in {"title", "courtesy", "half", "name"}
    assert analyse_word(text.upper() if text.isascii() else text).consonants == judged.consonants
    assert not set("ceoqvwxy") & set(reduce_to_sound(judged.spelling).replace("c", ""))


@settings(max_examples=200, deadline=None)
@given(st.from_regex(r"[a-z]{1,12}", fullmatch=True))
def test_a_sound_sounds_like_itself_and_its_consonants_hold_no_later_vowel(spelling: str) -> None:
    spoken = reduce_to_sound(spelling)
    told = keep_consonants(spoken)
    assert told
    assert set(told[1:]) <= set("bdfghjklmnprst") or set(spoken) <= set("aiuc")
