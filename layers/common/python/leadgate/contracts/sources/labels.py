"""What people call the fields of their forms, in several languages, and where each belongs in the body of a lead."""

import re
from functools import cache
from unicodedata import combining, normalize

# Each line: the place, then labels as `plain_label` spells them (no case, accents, signs or polite beginnings).
_LABELS = {
    "email": """
        email, e mail, mail, email address, e mail address, work email, work e mail, business email, company
        email, corporate email, professional email, work email address, business email address, contact email,
        email id, e mail adresse, email adresse, mailadresse, geschaftliche e mail, geschaftliche email,
        geschaftliche e mail adresse, firmen e mail, firmen email, berufliche e mail, dienstliche e mail,
        adresse e mail, adresse email, adresse mail, courriel, adresse courriel, adresse electronique, email
        professionnel, e mail professionnel, adresse e mail professionnelle, adresse email professionnelle,
        courriel professionnel, mail professionnel, correo, correo electronico, direccion de correo electronico,
        correo electronico corporativo, correo corporativo, correo electronico de trabajo, correo de trabajo,
        correo profesional, email corporativo, email profesional, e mail aziendale, email aziendale, indirizzo
        email, indirizzo e mail, email de trabalho, endereco de email, zakelijk e mailadres, e mailadres,
        zakelijke e mail""",
    "first_name": """
        first name, firstname, given name, forename, vorname, prenom, nombre, nombre de pila, nome proprio,
        primeiro nome, voornaam""",
    "last_name": """
        last name, lastname, surname, family name, nachname, familienname, zuname, nom de famille, apellido,
        apellidos, cognome, sobrenome, apelido, achternaam""",
    "full_name": """
        name, full name, fullname, first and last name, contact name, vollstandiger name, vor und nachname,
        vorname und nachname, ansprechpartner, nom, nom complet, nom et prenom, prenom et nom, nombre completo,
        nombre y apellido, nombre y apellidos, nome, nome completo, nome e cognome, naam, volledige naam""",
    "phone": """
        phone, phone number, telephone, telephone number, mobile, mobile number, mobile phone, cell, cell phone,
        work phone, work phone number, business phone, whatsapp, whatsapp number, telefon, telefonnummer,
        rufnummer, handy, handynummer, mobilnummer, mobiltelefon, numero de telephone, portable, telephone
        portable, mobile professionnel, telefono, numero de telefono, telefono movil, movil, celular, telefono
        de trabajo, numero di telefono, cellulare, telefone, numero de telefone, telemovel, telefoonnummer""",
    "title": """
        title, job title, jobtitle, job role, role, position, job position, position title, job function,
        berufsbezeichnung, stellenbezeichnung, jobtitel, funktion, rolle, beruf, fonction, poste, intitule du
        poste, titre du poste, role dans l entreprise, cargo, puesto, puesto de trabajo, cargo en la empresa,
        ruolo, posizione, qualifica, funcao, functie, functietitel""",
    "linkedin_url": """
        linkedin, linkedin url, linkedin profile, linkedin profile url, linkedin profil, profil linkedin, perfil
        de linkedin, profilo linkedin""",
    "message": """
        message, notes, additional notes, comment, comments, additional comments, additional information,
        anything else, how can we help, how can we help you, what can we help you with, tell us more, nachricht,
        mitteilung, anmerkung, anmerkungen, kommentar, anliegen, wie konnen wir helfen, wie konnen wir ihnen
        helfen, commentaire, commentaires, comment pouvons nous vous aider, mensaje, comentario, comentarios,
        como podemos ayudarte, como podemos ayudarle, messaggio, commenti, mensagem, bericht, opmerking""",
    "company.name": """
        company, company name, organization, organisation, organization name, organisation name, business name,
        employer, firma, firmenname, name der firma, unternehmen, unternehmensname, name des unternehmens,
        entreprise, societe, nom de l entreprise, nom de la societe, nom de votre entreprise, raison sociale,
        empresa, nombre de la empresa, nombre de empresa, compania, razon social, azienda, societa, nome
        azienda, ragione sociale, nome da empresa, bedrijf, bedrijfsnaam""",
    "company.website": """
        website, company website, website url, company url, web site, homepage, webseite, webadresse,
        unternehmenswebsite, site web, site internet, site web de l entreprise, sitio web, pagina web, web,
        sitio web de la empresa, sito web, sito aziendale""",
    "company.domain": """
        company domain, domain, firmendomain, domaine de l entreprise, dominio de la empresa""",
    "company.country": """
        country, country region, company country, country of residence, land, pays, pais, paese, nazione""",
    "company.industry": """
        industry, company industry, sector, branche, wirtschaftszweig, secteur, secteur d activite, industria,
        sector de actividad, settore, setor""",
    "company.employees": """
        company size, number of employees, employees, employee count, headcount, company headcount, how many
        employees, unternehmensgrosse, firmengrosse, mitarbeiter, mitarbeiterzahl, mitarbeiteranzahl, anzahl
        mitarbeiter, anzahl der mitarbeiter, zahl der mitarbeiter, taille de l entreprise, effectif, effectifs,
        nombre d employes, nombre de salaries, tamano de la empresa, tamano de empresa, numero de empleados,
        cantidad de empleados, empleados, dimensioni aziendali, numero di dipendenti, dipendenti, numero de
        funcionarios, aantal medewerkers""",
    "answers.team_size": """
        team size, size of the team, teamgrosse, grosse des teams, taille de l equipe, tamano del equipo, tamano
        de equipo, dimensioni del team""",
}
_NO_LETTERS = re.compile(r"[\W_]+")
_POLITE = re.compile(r"^(?:what is|what s|whats|please enter|enter|was ist|wie lautet|quel est|quelle est|cual es) ")
_YOUR = re.compile(r"^(?:your|the|ihre|ihr|deine|dein|votre|tu|su|sus|il tuo|la tua|o seu|uw) ")
_MARKS = re.compile(r" (?:required|optional|pflichtfeld|obligatoire|facultatif|obligatorio|opcional)$")
_LONGEST = 200


def plain_label(label: str) -> str:
    """Reduce a label to its words: no case, accents, signs, polite beginnings, or marks that it is required."""
    letters = normalize("NFKD", label[:_LONGEST].casefold())
    words = _NO_LETTERS.sub(" ", "".join(letter for letter in letters if not combining(letter))).strip()
    return _MARKS.sub("", _YOUR.sub("", _POLITE.sub("", words)))


def place_of(label: str) -> str | None:
    """Say where a field of a common name belongs.

    Args:
        label: what the form calls it, in any case and several languages.

    Returns:
        A place such as `company.name`; None for a label that is the form's own.
    """
    return _places().get(plain_label(label))


@cache
def _places() -> dict[str, str]:
    return {
        label.strip(): place for place, labels in _LABELS.items() for label in re.sub(r"\s+", " ", labels).split(",")
    }
