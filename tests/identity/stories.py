"""Hand-made cases, by what they show: who they are is known, and all are linked in one go.

The cases of one story share no name, document or phone with those of another.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tests.identity.vaults import Row, make_case

SYLHET, CUMILLA, KHULNA = "BD6091", "BD2019", "BD4047"
# What two registrations of one man have in common if nothing is shared but himself.
RAFIQ = {"father_name": "Kuddus Bepari", "date_of_birth": "17/11/1988", "district_pcode": CUMILLA}


def rafiq(**cells: Any) -> dict[str, Any]:
    return RAFIQ | cells


AGENTS_CLIENTS = (
    "Monir", "Tofael", "Habul", "Dulal", "Faruk", "Ziarul", "Bablu", "Kosir", "Loknath", "Noyon",
    "Pintu", "Wasim",
)  # fmt: skip

# Story -> its cases: (full name, cells). A case's id is T-<story's number><case's number>.
STORIES: dict[str, Sequence[tuple[str, dict[str, Any]]]] = {
    "a 13 and a 17 digit NID": [
        ("Nasir Uddin Patwary", {"nid": "2691612340011", "date_of_birth": "03/04/1980"}),
        ("মোঃ নাসির উদ্দিন পাটোয়ারী", {"nid": "১৯৮০২৬৯১৬১২৩৪০০১১"}),
    ],
    "one passport": [
        ("Delwar Hossain Sikder", {"passport_no": "BX0523174", "phone": "01711234561"}),
        ("Md. Delowar Hosen", {"passport_no": "bx 0523174", "district_pcode": SYLHET}),
    ],
    "an agent's NID": [
        (name, {"nid": "5126710022", "date_of_birth": f"{day}/05/{1970 + day}"})
        for day, name in enumerate(
            ["Lokman Gazi", "Tofazzal Munshi", "Bellal Khandaker", "Zakir Mridha", "Ohid Pramanik"],
            11,
        )
    ],
    "one man twice among an agent's clients": [
        ("Hanif Bepari", {"nid": "5126710044", "date_of_birth": "12/03/1979"}),
        ("Hanif Bepari", {"nid": "5126710044", "date_of_birth": "12/03/1979"}),
        ("Kalam Sarkar", {"nid": "5126710044"}), ("Yunus Dafadar", {"nid": "5126710044"}),
        ("Tuhin Laskar", {"nid": "5126710044"}),
    ],
    "two of one name among the many with an agent's NID": [
        ("Shukur Majhi", {"nid": "5126710033", "date_of_birth": "04/05/1969"}),
        ("Shukur Majhi", {"nid": "5126710033", "date_of_birth": "27/11/1993"}),
        *(
            (f"{name} Akon", {"nid": "5126710033", "date_of_birth": f"{day}/07/{1955 + day}"})
            for day, name in enumerate(AGENTS_CLIENTS, 10)
        ),
    ],
    "a dummy NID": [
        ("Ruhul Amin Kazi", {"nid": "1111111111", "date_of_birth": "05/02/1971"}),
        ("Ruhul Amin Kazi", {"nid": "1111111111", "date_of_birth": "28/09/1999"}),
    ],
    "father and son with one name and one number": [
        ("Abul Hashem Talukdar", {"nid": "5126710111", "date_of_birth": "05/02/1958"}),
        ("Abul Hashem Talukdar", {"nid": "5126710111", "date_of_birth": "19/08/1990"}),
    ],
    "a brother's number": [
        ("Jasim Howlader", {"nid": "5126710055", "date_of_birth": "05/02/1985"}),
        ("Sohel Howlader", {"nid": "5126710055", "date_of_birth": "21/10/1991"}),
    ],
    "brothers with one phone and one father": [
        ("Kamrul Sarder", {"father_name": "Motaleb Sarder", "phone": "01711234562",
                           "date_of_birth": "12/03/1984", "district_pcode": KHULNA}),
        ("Babul Sarder", {"father_name": "Motaleb Sarder", "phone": "01711234562",
                          "date_of_birth": "02/07/1989", "district_pcode": KHULNA}),
    ],
    "twins": [
        ("Hasan Biswas", {"father_name": "Anwar Biswas", "phone": "01711234563",
                          "date_of_birth": "23/06/1992", "district_pcode": KHULNA}),
        ("Polash Biswas", {"father_name": "Anwar Biswas", "phone": "01711234563",
                           "date_of_birth": "23/06/1992", "district_pcode": KHULNA}),
    ],
    "father and son with one name": [
        ("Siraj Fakir", {"father_name": "Kalu Fakir", "phone": "01711234564",
                         "date_of_birth": "09/02/1955", "district_pcode": SYLHET}),
        ("Siraj Fakir", {"father_name": "Siraj Fakir", "phone": "01711234564",
                         "date_of_birth": "14/12/1983", "district_pcode": SYLHET}),
    ],
    "namesakes of two districts": [
        ("Rafiqul Islam", {"father_name": "Abdul Karim", "date_of_birth": "11/06/1979",
                           "district_pcode": SYLHET}),
        ("Rafiqul Islam", {"father_name": "Nurul Haque", "date_of_birth": "25/09/1993",
                           "district_pcode": KHULNA}),
    ],
    "namesakes of whom the year alone is known": [
        ("Rabiul Islam", {"date_of_birth": "01/01/1985", "father_name": "Abdul Karim"}),
        ("Rabiul Islam", {"date_of_birth": "01/01/1985", "father_name": "Nurul Haque"}),
    ],
    "one man with another spelling": [
        ("Rofiqul Chokder", rafiq()),
        ("Md. Rafikul Chakdar", rafiq(father_name="Quddus Bapari")),
    ],
    "one man with the year alone": [
        ("Golzar Dhali", rafiq(father_name="Intaz Dhali", phone="01711234565")),
        ("Gulzar Dhali", rafiq(father_name="Intaj Dhali", phone="01711234565",
                               date_of_birth="01/01/1988")),
    ],
    "one man with day and month swapped": [
        ("Tota Molla", rafiq(father_name="Hatem Molla", date_of_birth="04/07/1981")),
        ("Tota Molla", rafiq(father_name="Hatem Molla", date_of_birth="07/04/1981")),
    ],
    "one man in another script": [
        ("Md. Mizanur Rahman Khandakar", rafiq(father_name="Late Abdul Jabbar Khandakar")),
        ("মোঃ মিজানুর রহমান খন্দকার", rafiq(father_name="মৃত আব্দুল জব্বার খন্দকার",
                                            date_of_birth="১৭/১১/১৯৮৮")),
    ],
    "one woman without her courtesy words": [
        ("Mst. Shefali Khatun", rafiq(sex="women", father_name="Ohab Ali Dewan")),
        ("শেফালী বেগম", rafiq(sex="women", father_name="Ahab Ali Dewan")),
    ],
    "nothing to match on": [
        ("", {"sex": "unknown"}), ("-", {}), ("?", {"phone": "none", "nid": "0000000000"}),
        ("Jahid", {}), ("Jahid", {}),
    ],
    "decided to be one": [
        ("Akkas Sheikh", {"date_of_birth": "02/03/1970", "district_pcode": SYLHET}),
        ("Bazlur Chaklader", {"date_of_birth": "05/11/1999", "district_pcode": KHULNA}),
    ],
    "decided to be two against the model": [
        ("Zamir Golder", rafiq(father_name="Ohed Golder", phone="01711234566")),
        ("Zamir Golder", rafiq(father_name="Ohed Golder", phone="01711234566")),
    ],
    "decided to be two against a document": [
        ("Liakat Hawladar", {"nid": "5126710066", "date_of_birth": "02/03/1970"}),
        ("Liakat Hawladar", {"nid": "5126710066", "date_of_birth": "02/03/1970"}),
    ],
    "decided to be one against the age": [
        ("Wares Bhuiyan", {"nid": "5126710077", "date_of_birth": "02/03/1950"}),
        ("Wares Bhuiyan", {"nid": "5126710077", "date_of_birth": "02/03/1990"}),
    ],
    "a third whom nobody decided about": [
        ("Nazim Sannamat", rafiq(father_name="Joynal Sannamat", nid="5126710088")),
        ("Nazim Sannamat", rafiq(father_name="Joynal Sannamat", nid="5126710088")),
        ("Nazim Sannamat", rafiq(father_name="Joynal Sannamat", nid="5126710088")),
    ],
}  # fmt: skip
SAME = ("decided to be one", "decided to be one against the age")
DIFFERENT = (
    "decided to be two against the model",
    "decided to be two against a document",
    "a third whom nobody decided about",
)


def build_cases(story: str) -> list[Row]:
    number = list(STORIES).index(story) * 100
    return [
        make_case(number + turn, name, **cells) for turn, (name, cells) in enumerate(STORIES[story])
    ]
