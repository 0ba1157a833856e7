import pytest

from webcare.access import passwords
from webcare.access.guessing import is_guessable
from webcare.access.passwords import GuessablePassword, WeakPassword

ABOUT = ("sanne@spoorlijn.example", "Sanne Kuipers", "spoorlijn")


@pytest.mark.parametrize(
    "password",
    [
        "password1234",
        "Wachtwoord2026!",
        "Welkom2026!!!",
        "W3lkom123456",
        "P@ssw0rd2026",
        "Zomer2026Zomer!",
        "justinbieber",
        "administrator",
        "monkeydragon12",
        "correct horse battery staple",
    ],
)
def test_a_common_password_is_refused_in_any_spelling(password: str) -> None:
    assert is_guessable(password)


@pytest.mark.parametrize(
    "password", ["aaaaaaaaaaaa", "abababababab", "welkomwelkom", "111122223333", "een twee een twee "]
)
def test_the_same_again_and_again_is_refused(password: str) -> None:
    assert is_guessable(password)


@pytest.mark.parametrize(
    "password", ["123456789012", "098765432109", "abcdefghijkl", "qwertyuiop12", "1qaz2wsx3edc", "qwertyasdfgh"]
)
def test_a_walk_along_the_keyboard_is_refused(password: str) -> None:
    assert is_guessable(password)


@pytest.mark.parametrize(
    "password", ["sannekuipers", "Spoorlijn2026!", "sanne@spoorlijn.example", "Sanne-Kuipers-1", "kuipersspoorlijn"]
)
def test_ones_own_name_address_or_brand_is_no_password(password: str) -> None:
    assert is_guessable(password, ABOUT)


@pytest.mark.parametrize(
    "password",
    [
        "een lange zin als sleutel",
        "vier groene fietsen",
        "sanne eet graag paprika's",
        "spoorlijn is waar ik werk sinds kort",
        "tTz9-kkQ2-ppw8",
        "K8#vq!m2Lx0z",
        "zomaar iets met 1234 erin",
        "日本語の文章でもかまいません。",
    ],
)
def test_a_sentence_of_ones_own_and_a_random_one_pass(password: str) -> None:
    assert not is_guessable(password, ABOUT)
    passwords.check(password, ABOUT)


def test_a_password_has_twelve_to_128_characters() -> None:
    sentence = "Elke ochtend fietst mijn buurman naar de bakker. "
    for wrong in (sentence[:11], (sentence * 3)[:129]):
        with pytest.raises(WeakPassword):
            passwords.check(wrong)
    passwords.check("Elke morgen.")
    with pytest.raises(GuessablePassword):
        passwords.check("wachtwoord12")
