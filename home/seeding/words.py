"""The vocabulary that bulk content is put together from: a few hundred words of leadership and of the sea."""

PEOPLE = """
    adviser apprentice architect assistant auditor baker boatman bookkeeper boss buyer captain carpenter chair clerk
    client coach coachman colleague commander composer conductor consultant cook customer deputy designer diver doctor
    driver editor engineer examiner farmer ferryman fisherman foreman forester founder gardener guest helmsman host
    inspector interpreter investor judge lecturer librarian manager mason mechanic mediator mentor midwife miller
    musician navigator neighbour newcomer novice nurse observer officer organiser owner painter partner passenger
    physician pilot planner planter porter predecessor printer prompter rower sailor saleswoman scholar scribe
    secretary shepherd shipwright signaller smith specialist stranger successor supervisor supplier surgeon surveyor
    tailor teacher translator treasurer trainee visitor volunteer watchman weaver writer
""".split()

THINGS = """
    agenda agreement ambition anchor answer appraisal argument assumption balance ballast bargain beacon bearing
    blueprint boundary breakwater bridge briefing budget buoy cabin calendar campaign candle canvas cargo census
    channel chapter chart checklist choice clock coastline comparison compass complaint compromise contract
    conversation course crew current custom deadline debate debt decision delay delegation deposit detour diagram diary
    dispute dock draft drawing drill echo effort engine error estimate evening evidence excuse exercise expedition
    experiment explanation failure favour feedback ferry figure forecast fortune framework front gale gesture glossary
    goal guess guideline habit handover harbour hearing hierarchy horizon hull hurry impulse incentive index inquiry
    instinct instruction instrument insurance interest interview intuition invoice island journal journey judgement
    keel knot ladder lagoon lamp landing language lantern ledger lesson letter lever lighthouse logbook loyalty
    machine majority mandate manual map margin market mast measure meeting memory merger message metaphor method
    minority minute mirror mission mistake mooring morning motive narrative negotiation notebook notice oar objection
    obligation office opinion option orchard order outcome outline paragraph passage pattern pause pension permission
    pier plan pledge policy port post posture practice premium pressure price principle priority problem procedure
    process profit project promise proof proposal protocol question quarrel quay queue quota reason rebuke receipt
    recipe record reef refusal regatta rehearsal remark report reputation request resource responsibility reward rhythm
    ritual rope rota route routine rudder rule rumour sail salary scale schedule season sentence shore signal silence
    sketch skill slogan standard stairway statement story strategy stream study summary survey suspicion swell switch
    symptom table target task telescope temper theory threshold tide timetable title tolerance tool trade tradition
    training trial trust turn umbrella valley variation vacancy verdict vessel vision voyage wage warning watch wave
    weather week wharf window workshop yardstick
""".split()

QUALITIES = """
    absent ageing anxious awkward bold borrowed brief bright broad calm careful cautious cheap clear clever cold
    common complete costly courteous crowded curious deep deliberate difficult distant doubtful early eager elegant empty
    expensive faint fair familiar famous fearful final firm forgotten formal frank frequent gentle hasty heavy hidden
    honest hurried idle impatient kind late lazy light lonely long loud loyal modest narrow neat nervous new noisy
    obvious odd old open ordinary patient plain polite practical private proud public quick quiet rare ready
    reluctant rough sceptical second secret serious sharp short simple sincere slow small sober solid steady stern
    stubborn sudden sufficient suspicious talented temporary tidy tired unfinished useful vague weekly wise young
""".split()

DOINGS = """
    admires admits answers arranges avoids begins believes blames borrows bridges builds carries celebrates challenges
    changes charts checks chooses clarifies closes collects compares completes confirms considers corrects counts
    covers creates defends delays deserves designs discovers discusses divides doubts draws encourages ends examines
    excuses expects explains explores fears files finishes follows forgets forgives guards guides hides hinders
    honours ignores improves inherits inspects interrupts invites keeps leads learns limits loses maintains manages
    measures mends mentions misses needs neglects notices observes obstructs offers opens outlives overlooks passes
    permits plans postpones praises prepares prevents protects proves questions reads recalls receives records
    reduces refuses rehearses remembers repairs repeats replaces reports respects returns reveals rewards saves
    settles shares shortens signs simplifies solves steadies strengthens studies suggests supports survives teaches
    tests tolerates translates trusts understands values visits wants watches welcomes withdraws
""".split()

MANNERS = """
    again alone aloud briefly calmly carefully cheerfully early eventually fairly firmly gently gladly gradually
    honestly immediately later openly patiently plainly politely promptly properly quickly quietly rarely reluctantly
    seldom slowly soon steadily sometimes thoroughly together twice well willingly
""".split()

TIMES = (
    "after lunch|at dawn|at noon|before breakfast|by the end of the quarter|during the winter|every Monday|for a year|"
    "in a good week|in a hard season|in the end|in the first month|in the meantime|in the second half|in time|"
    "late on a Friday|long after the storm|on the last day|on the way home|once a month|one evening|since the spring|"
    "the week before|three times in a row|when nobody is looking|when the tide turns|within the hour|year after year"
).split("|")

# {p} a person, {t} a thing, {q} a quality, {d} what someone does, {m} the manner, {w} when.
SENTENCES = (
    "The {q} {p} {d} the {t} {w}.",
    "Every {p} who {d} the {t} also {d} the {q} {t}.",
    "Nobody {d} the {t} {m}, least of all the {q} {p}.",
    "The {t} of the {p} is {q}, and the {t} of the {p} is not.",
    "When the {p} {d} the {t}, the {q} {t} follows {m}.",
    "What the {p} calls the {t}, the {p} calls the {q} {t}.",
    "{w}, the {p} {m} {d} the {q} {t}.",
    "No {t} is so {q} that the {p} never {d} the {t}.",
    "The {p} {d} the {t}; the {t} {d} the {p}.",
    "Ask the {p} what the {q} {t} is for, and the leader {d} the {t} {w}.",
    "Between the {t} and the {t} stands the {q} {p}, who {m} {d} both.",
    "A leader {d} the {t} {m} and leaves the {t} to the {p}.",
    "It takes the {q} {p} a whole {t} to see that the {t} {d} the {t}.",
    "There is the {q} {t}, there is the {t}, and {w} there is the {p}.",
)

TITLES = (
    "The {q} {t} and the {q} {p}",
    "What the {p} {d} {w}",
    "Why the {q} {p} {d} the {t}",
    "A {t} for the {q} {p}",
    "The {t} that {d} the {t}",
    "How the {p} {d} the {q} {t}",
    "On the {q} {t}, and what the {p} {d}",
    "The {p}, the {t} and the {q} {t}",
)

QUESTIONS = (
    "Who {d} the {q} {t}?",
    "What if the {p} {d} the {t} {w}?",
    "Is the {t} ever too {q}?",
    "Why does nobody ask the {q} {p} about the {t}?",
)

HEADINGS = ("The {q} {t}", "What the {p} {d}", "From {t} to {t}", "The {t}, {w}", "A {q} {p}")

TOPICS = ("Decisions", "Leading people", "Marketing", "Negotiation", "Strategy", "Teams", "Time", "Writing")
"""Used while a site has no topics of its own."""

ROLES = ("Columnist", "Contributing editor", "Guest writer", "Staff writer")
