"""Secrets that people write beside what they call them: whose it is, a login before it, an address around it."""

from __future__ import annotations

import re

from auditor.secrets.pattern import Pattern
from auditor.secrets.telling import before, drawn, loose, shuffled, spoken, strong, worth
from auditor.secrets.words import ABOUT, AFTER, BEGINS, CALLED, HARMLESS, KEY, RARE_SIGNS, SIGNED, SIGNS, forked, spelled

_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}")
_GLUED = re.compile(r"(?=\D*\d)(?=[\d_]*[^\W\d_])\w{6,}|\d{6,}")
_IDS = re.compile(r"[a-z]{1,9}-[0-9a-f]{8,17}")
_DRAWN = frozenset(("tok", "jet", "sec", "api", "acc"))
"""How those of the words begin that are followed by names too: what follows has to look drawn at random."""
_NO_SECRET = re.compile(r"publi[cq]|ssh|empreinte|fingerprint|version|kid|hash|etag|sha|md5|kms|object|cache")
_STRONG_WORDS = re.compile(r"hmac|token|jeton|api|admin|auth|secret|psk|login|pay")
_YEARS = re.compile(r"(?:19|20)\d\d(?:[01]\d[0-3]\d)?")
_TOLD = re.compile(rf"(?i)(?<![^\W_])(?:{'|'.join(ABOUT)})(?![^\W_])")
_ENGLISH_OR_FRENCH = frozenset(
    "and the for see ask with from this that une des les aux par pour voir dans avec sur est pas qui que".split()
)


def _somebodys(found: re.Match[str]) -> bool:
    """What stands after the word and whose it is: a password, unless the words speak of passwords."""
    body, sign = found["body"], found["sign"].strip()
    beside = before(found, 30)
    if not worth(body) or _MAIL.fullmatch(body) or "://" in body or _TOLD.search(beside) or _TOLD.search(found["whose"]):
        return False
    if strong(body) and "=" not in body[1:-2]:
        return True
    if sign in ("", ";") or (sign == ":" and found["word"].lower() in SIGNED):
        return False
    if found["word"].lower()[:3] in _DRAWN:
        return bool(found["whose"]) and drawn(body) and not body.startswith("//") and not _IDS.fullmatch(body)
    if _GLUED.fullmatch(body) and not _YEARS.fullmatch(body):
        return sign != ":" or not re.match(r"(?i)mots|mdps", found["word"])
    if re.match(r"(?i)(?:code|cl[eé]f?)[ _.'-]?wifi", found["word"]) and re.search(r"\d", body):
        return True
    return loose(found) and body.isalnum()


def _opens(found: re.Match[str]) -> bool:
    """What stands beside a word that names are written beside too: drawn at random, and no fingerprint."""
    body, said = found["body"], found.string[max(0, found.start() - 20) : found.start("body")].lower()
    if _NO_SECRET.search(said):
        return False
    if re.fullmatch(r"[0-9a-f]+", body):
        return len(body) in (32, 40, 48, 64, 96, 128) and _STRONG_WORDS.search(said) is not None
    if re.fullmatch(r"[A-Z2-7]{16,64}=*", body):
        return "otp" in said and re.search(r"[2-7]", body) is not None
    if "-" in body:
        return re.search(r"cl[eé]f?\W.*\bapi|\bapi.?key|token|jeton", said) is not None
    return shuffled(body)


def _login(found: re.Match[str]) -> bool:
    """What stands beside a login is a password where no address or path would have such signs."""
    body = found["body"]
    return strong(body) and any(map(body.__contains__, RARE_SIGNS)) and not _MAIL.fullmatch(body)


def _words_of_a_phrase(found: re.Match[str]) -> bool:
    """Words that make no sentence."""
    return not {*re.split("[ -]", found["body"])} & {*HARMLESS, *_ENGLISH_OR_FRENCH}


BEGUN = Pattern(
    "beginning of a name",
    (),
    rf"(?i){BEGINS}(?:{forked(CALLED, spelled)})(?:[ _.-]|(?-i:[A-Z]))|{BEGINS}(?:pat|hmac|t?otp|bearer|authorization|(?<=[_-])key)\Z",
)
SENTENCES = (
    Pattern(
        "password of somebody",
        ("pass", "pwd", "mdp", "psk", "code", "cl", "token", "jeton", "secret", "api"),
        rf"""(?i)(?P<kept>(?=[acjmpst]){BEGINS}(?P<word>{forked(CALLED, spelled)})"""
        rf"""(?P<whose>(?:[ _.@'’([-]{{1,2}}[^\W_]{{1,30}}+[)\]]?){{0,6}}?)"""
        rf"""(?P<sign>\s{{0,3}}(?:[=-]>|→|[:=;])\s{{0,3}}|\s(?:est|is)\s|\s{{1,3}}(?=[\"']?\S{{0,79}}\d)(?=[\"']?\S{{0,79}}[{SIGNS}]))(?:["'“]|«\s?)?)"""
        r"""(?P<body>[^\s"'<>,;»”]{6,80})""",
        (),
        _somebodys,
        beside=("=", ">", "→", ":", ";", " est ", " is ", *SIGNS),
    ),
    Pattern(
        "figures of a code",
        ("code",),
        r"(?i)(?P<kept>(?<![^\W_])(?:digicode"
        r"|code[ _-](?:secret|pin|puk|sim|wifi|alarme|porte|portail|coffre|(?:d['’ _-]|de l['’ _-]|du |de la )[^\W_]{3,12}))"
        r"(?:\s[^\W\d_]{1,20}){0,3}?\s{1,3})(?P<body>\d{4,12}|(?<=digicode )(?-i:[A-Z\d]{4,8}))(?![\w-])",
        (
            "code secret 4729",
            "code pin 4729",
            "code puk 47291234",
            "code sim 4729",
            "code wifi 47291234",
            "code alarme 4729",
            "code porte 4729",
            "code portail 4729",
            "code coffre 4729",
            "code d'accès 4729",
            "code de l'alarme 4729",
            "code du portail 4729",
            "code de la porte 4729",
            "digicode 4729",
            "digicode 47A12",
        ),
        lambda found: not _YEARS.fullmatch(found["body"]) and re.search(r"\d", found["body"]) is not None,
    ),
    Pattern(
        "drawn beside its name",
        ("key", "cle", "clé", "clef", "pat", "token", "jeton", "hmac", "totp", "otp", "api", "login", "certificat", "secret", "psk"),
        # What the words begin with is asked first: that is what most letters are not.
        rf"(?i)(?P<kept>(?=[achjklopst]){BEGINS}"
        r"(?:api[ _-]?key|key|cl[eé]f?|pat|token|jeton|hmac|t?otp|api|login|certificat|secret|psk)"
        r"(?:[ _.'’-]{1,2}[^\W_]{1,20}){0,3}?[\"']?(?:\s{0,3}(?:[=-]>|→|[:=])\s{0,3}|\s{1,3})[\"']?)"
        r"(?P<body>[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[A-Za-z0-9+/]{14,128}+={0,2})(?![\w.:/@-])",
        (
            "apikey Kq7Zt2Wm9Xb4Nc6Vd1Rf",
            "clé d'API INSEE 7c9e6679-7425-40de-944b-e07fc1f90ae7",
            "key Kq7Zt2Wm9Xb4Nc6Vd1Rf",
            "clé Kq7Zt2Wm9Xb4Nc6Vd1Rf",
            "GANDI_PAT=Kq7Zt2Wm9Xb4Nc6Vd1Rf",
            "token api Kq7Zt2Wm9Xb4Nc6Vd1Rf",
            "jeton Kq7Zt2Wm9Xb4Nc6Vd1Rf",
            "HMAC: 5e884898da28047151d0e56f8dc6292773603d0d6aabbdd62a11ef721d1542d8",
            "TOTP: KRSXG5CTMVRXEZLU",
            "api -> 7d793037a0760186574b0282f2f435e7",
            "sonar.login → c3ab8ff13720e8ad9047dd39466b3c8974e592c2",
            "certificat_prod => Kq7Zt2Wm9Xb4Nc6V",
            "secret Kq7Zt2Wm9Xb4Nc6Vd1Rf",
            "psk Kq7Zt2Wm9Xb4Nc6Vd1Rf",
            "sasKey Kq7Zt2Wm9Xb4Nc6Vd1Rf",
        ),
        _opens,
    ),
    Pattern(
        "words of a phrase",
        ("phrase", "mnemonic"),
        r"(?i)(?P<kept>(?<![^\W_])(?:phrase[ _-]?(?:de[ _-]passe|secr[eè]te)|pass[ _-]?phrase|(?:recovery|seed)[ _-]phrase|mnemonic)"
        r"\s{0,3}[:=]\s{0,3})(?P<body>[^\W\d_]{3,14}(?:[ -][^\W\d_]{3,14}){2,23})(?![^\W_])",
        (
            "phrase de passe : cheval pile agrafe",
            "phrase secrète : cheval pile agrafe",
            "passphrase: correct horse battery staple",
            "recovery phrase: legal winner thank year",
            "seed phrase = legal winner thank year",
            "mnemonic: legal winner thank year",
        ),
        _words_of_a_phrase,
    ),
    Pattern(
        "login and password",
        tuple(RARE_SIGNS),
        r"(?i)(?P<kept>(?<![^\W_])(?:identifiants?|login|compte|acc[eè]s|account|credentials?|connexion|utilisateur|user(?:name)?)(?:\s{0,3}[:=]\s{0,3}|\s{1,3})(?:[\w.@\\-]{1,60}\s{1,2}){0,3}?[\w.@\\-]{1,60}"
        r"\s{0,3}[/|:]\s{0,3}|(?<![\w/.:-])(?:admin|root|sa|postgres)\s{0,2}/\s{0,2})(?P<body>[^\s\"'<>,;/]{8,80})",
        (
            "identifiants : admin / Nantes44!",
            "login admin/Nantes44!",
            "compte svc : Nantes44!",
            "accès: svc/Nantes44!",
            "account: svc/Nantes44!",
            "credentials: svc/Nantes44!",
            "connexion: svc/Nantes44!",
            "utilisateur: svc | Nantes44!",
            "user svc:Nantes44!",
            "admin/Nantes44!",
            "root / Nantes44!",
            "sa/Nantes44!",
            "postgres/Nantes44!",
        ),
        _login,
    ),
    Pattern(
        "password before a host",
        (*RARE_SIGNS, "@tcp(", "@unix("),
        r"(?P<kept>(?<![\w/:.@-])[\w.-]{1,40}:)(?P<body>[^\s/@:\"'<>]{3,80})(?=@(?:(?P<dsn>tcp|unix)\(|[\w.-]))",
        ("admin:Nantes44!@10.0.4.12:5432", "root:hunter22@tcp(bdd:3306)/paie", "root:hunter22@unix(/run/x)/paie"),
        lambda found: found["dsn"] is not None or _login(found),
    ),
    Pattern(
        "line of .pgpass",
        tuple(SIGNS),
        r"(?P<kept>(?<![\w:.*-])[\w.*-]{1,80}:\d{2,5}:[\w.*-]{1,60}:[\w.*-]{1,60}:)(?P<body>[^\s:\"'<>]{8,80})",
        ("bdd.ville.fr:5432:paie:svc:Nantes44!",),
        spoken,
    ),
    Pattern(
        "key in an address",
        ("code=", "key=", "auth=", "access="),
        r"(?P<kept>[?&](?:code|key|auth|access)=)(?P<body>[\w%+/=~.-]{20,300}+)",
        tuple(f"https://x.example.net/api/rh?{name}=aB3dE6fG9hI2jK5lM8nO1pQ4rS7tU0" for name in ("code", "key", "auth", "access")),
        loose,
    ),
    Pattern(
        "network of a code",
        ("wifi:",),
        r"(?P<kept>WIFI:[^\n]{0,120}?\bP:)[^;\n]{4,99}",
        ("WIFI:T:WPA;S:Mairie;P:Nantes44;;",),
    ),
    Pattern(
        "braces of ODBC",
        ("={",),
        r"(?i)(?P<kept>\b(?:pwd|password)=\{)(?P<body>[^{}\s]{3,99})(?=\})",
        ("Driver={ODBC};UID=sa;PWD={hunter22}", "uid=a;password={hunter22}"),
        lambda found: not found["body"].replace("_", "").isalpha(),
    ),
    Pattern(
        "value in a block",
        ("value", "default"),
        rf"""(?i)(?P<kept>(?:{KEY}){AFTER}\\?["']?\s{{0,3}}[:=]?\s{{0,3}}\{{[^{{}}]{{0,300}}?\b(?:value|default)\\?["']?\s{{0,3}}[:=]\s{{0,3}}\\?["'])"""
        r"""(?P<body>[^"'\n\\]{3,2000}+)""",
        (),
        lambda found: worth(found["body"]),
    ),
)
