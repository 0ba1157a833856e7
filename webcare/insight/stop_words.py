"""Words that name no topic, of the language, of courtesy and of time, in Dutch and English."""

_DUTCH = """
aan aangezien aardig achter afgelopen al alle alleen allemaal alles als alsnog altijd ander andere anders ben bent bij
bijna binnen blijft blijkbaar boven buiten daar daarna daarom daarvoor dag dagen dan dat de deze die dit doe doen doet
door doorgeven dus echt een eens eentje eerst eerste eigenlijk elk elke en enige er ergens even gaan gaat geef geen
gehad geleden geval geweest gewoon ga graag groot grote haar had heb hebben hebt heeft heel hele helemaal hem hen het
hier hij hoe hoelang hoor hun iedereen iemand iets ik in ipv is ja jaar je jij jou jouw jullie kan keer kom komen komt
kon kunnen kunt kwam laat laatste lang langer laten leuk liever maak maar mag maken man me mee meer meest met mij mijn
min minder minuten misschien moet moeten mogen morgen na naar nee net niemand niet niets nieuw nieuwe nog nooit nou nu
of ok oke om omdat onder ons onze ook op over paar per pas precies prima rond samen sinds snel soms staat staan steeds
straks te tegen terug toch toen tot tussen twee uit uur van vanaf vanavond vandaag vanmiddag vanmorgen vannacht
vanochtend veel verder volgende voor vooral vorige waar waarom waarschijnlijk wanneer want waren was wat we wee weer
week weet weg wel welke werd weten wie wij wil willen wilt word worden wordt zaak zal ze zeer zeg zeggen zegt zelf
zelfs zich zie zien zij zijn zin zo zoals zodat zonder zou zouden zullen zult dankjewel dank bedankt danku dankuwel
alvast hoi hallo hey goedemorgen goedemiddag goedenavond goedenacht middag avond nacht groet groeten groetjes mvg aub
svp sorry helaas hopelijk beste meneer mevrouw vraag vragen vraagje antwoord bericht berichtje reactie jammer kwartier
minuut januari februari maart april mei juni juli augustus september oktober november december maandag dinsdag
woensdag donderdag vrijdag zaterdag zondag fijn fijne mooi mooie goed goede beetje dm via rt wacht ding dingen mensen
snap vind denk hoop 'm 't 's ie nl eindelijk inmiddels ondertussen ineens opeens meteen
"""
_ENGLISH = """
a about after again ago all almost already also always am an and another any anyone anything are around as ask at away
back be because been before being best better between both but by call came can cannot could day days did didn do does
doesn doing don done down each either else even ever every everyone everything few first for from further get gets
getting give go goes going gone good got great had has hasn have haven having he hello her here hey hi him his hour
hours how however i if in into is isn it its just keep know last least less let like ll long look lot made make many
may maybe me mean might min mins minute minutes more most much must my need never new next nice no nobody none not
nothing now of off ok okay on once one only or other our out over own part people per please pls possible put re
really right said same say says see seem seems set she should since so some someone something soon sorry still such
sure take taken tell than thank thanks that the their them then there these they thing things think this those though
three through time times to today together told tomorrow tonight too try trying two u under until up upon ur us use
used using ve very via want was wasn way we week weeks well went were weren what when where which while who why will
with within without won word would wouldn year years yes yesterday yet you your yours yourself afternoon morning
evening night cheers hope guys question answer reply message dear sir madam january february march april june july
august september october november december monday tuesday wednesday thursday friday saturday sunday amp don't can't
it's i'm i've you're won't didn't doesn't isn't that's what's there's haven't wasn't
"""
STOP_WORDS = frozenset(_DUTCH.split()) | frozenset(_ENGLISH.split())
