"""Words on health, politics, religion, origin and sexuality, in Dutch and English: they never become a topic's label.

Written as `webcare.phrases.plain` writes them: whole words, and beginnings ("moskee" also holds back "moskeebezoek"). A
customer may speak of such things and is answered; but nothing here sorts what is said by them unasked. A team that must
follow one of these words makes a theme of it by hand. Source: issue 4, themes; GDPR, article 9.
"""

_HEALTH = """
alzheimer anorexia asperger astma asthma autis bipola borstkanker burn-out burnout cancer chemo corona covid dementi
depress diabet diagnos dokter doctor dyslex epilep gehandicapt griep handicap hartaanval hartinfarct huisarts illness
invalid kanker medicat medicijn miskra patient pregnan psych rolstoel schizofr schizoph seizure suicid therap tumor
vaccin wheelchair zelfmoord ziekte zwanger
"""
_POLITICS = """
brexit christenunie communis conservatie democra election extreemlinks extreemrechts far-right fascis gemeenteraad
groenlinks kabinet kamerlid kiezer left-wing liberal marxis minister nationalis palestin parlement parliament politi
populis president racis republican right-wing socialis stembureau vakbond verkiezing wilders zionis
"""
_RELIGION = """
atheis bijbel boeddh buddh catholi christ evangeli gelovig hijab hindoe hindu hoofddoek islam jehova jezus katholi
kerkdienst kerkganger koosjer moskee mosque moslim muslim pastoor protestant ramadan religi synago
"""
_ORIGIN = """
aborigin afghaan afkomst african afrikaan allochto antillia arabi arabisch asielzoeker asylum buitenlander chinees
chinezen ethni etnisc huidskleur immigra koerd latino marokka migrant migrat moroccan neger nigger oekrain refugee
roemeen romanian russen russian somali surina syrie syrian statushouder turk ukrain vluchteling zigeuner
"""
_SEXUALITY = """
bisek bisex dragqueen gender heterosek heterosex homofo homopho homosek homosex lesbi lgbt lhbt non-binai non-binar
nonbinai nonbinar queer seksue seksuali sexual transgender transman transsek transsex transvrouw
"""
_WHOLE = """
adhd aids arts artsen blind blinde doof dove hiv sick sickness stroke ziek zieke zieken
bbb cda d66 fvd ja21 labour maga nazi nazis nsc pvda pvdd pvv sgp tories tory trump volt vvd
allah bible church churches dominee god gods halal imam jesus jew jewish jews jood joden joods joodse kerk kerken koran
kosher pope quran rabbi sikh sikhs tempel
arab arabs azc gypsy gypsies indo indos israel kurd kurds polen pool poolse polish
gay gays hetero hetero's homo homo's pride
"""
_BEGINNINGS = tuple(each for words in (_HEALTH, _POLITICS, _RELIGION, _ORIGIN, _SEXUALITY) for each in words.split())
_WORDS = frozenset(_WHOLE.split())


def is_private(word: str) -> bool:
    """Whether a word, written plainly, is one of these or begins as one does."""
    return word in _WORDS or word.startswith(_BEGINNINGS)
