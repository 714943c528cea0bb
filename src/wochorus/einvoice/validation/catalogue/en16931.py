"""The rules of EN 16931 on what an invoice must hold and how its amounts add up.

BR-nn says what must be present, BR-CO-nn how several terms agree, BR-B-nn the Italian split
payment. The rules on VAT categories, decimals and code lists have their own tables.
"""

from __future__ import annotations

from wochorus.einvoice.validation.catalogue.explanation import Explanation

RULES = {
    "BR-01": (
        "BT-24",
        "Le fichier ne dit pas quel profil de facture il suit (BT-24).",
        "Produisez le fichier à nouveau avec un profil déclaré, EN 16931 ou EXTENDED-CTC-FR.",
    ),
    "BR-02": (
        "BT-1",
        "La facture n'a pas de numéro (BT-1).",
        "Donnez à la facture le prochain numéro de sa série.",
    ),
    "BR-03": (
        "BT-2",
        "La facture n'a pas de date (BT-2).",
        "Renseignez la date d'émission de la facture.",
    ),
    "BR-04": (
        "BT-3",
        "La facture ne dit pas de quel type de document il s'agit (BT-3).",
        "Choisissez le type : 380 pour une facture, 381 pour un avoir, 386 pour un acompte.",
    ),
    "BR-05": (
        "BT-5",
        "La facture ne dit pas dans quelle devise elle est établie (BT-5).",
        "Renseignez la devise, EUR pour des euros.",
    ),
    "BR-06": (
        "BT-27",
        "Le nom du vendeur manque (BT-27).",
        "Renseignez la raison sociale dans la fiche de la société émettrice.",
    ),
    "BR-07": (
        "BT-44",
        "Le nom de l'acheteur manque (BT-44).",
        "Renseignez le nom dans la fiche client.",
    ),
    "BR-08": (
        "BG-5",
        "L'adresse du vendeur manque (BG-5).",
        "Renseignez l'adresse dans la fiche de la société émettrice.",
    ),
    "BR-09": (
        "BT-40",
        "L'adresse du vendeur n'indique pas son pays (BT-40).",
        "Renseignez le pays dans la fiche de la société émettrice, FR pour la France.",
    ),
    "BR-10": (
        "BG-8",
        "L'adresse de l'acheteur manque (BG-8).",
        "Renseignez l'adresse dans la fiche client.",
    ),
    "BR-11": (
        "BT-55",
        "L'adresse de l'acheteur n'indique pas son pays (BT-55).",
        "Renseignez le pays dans la fiche client, FR pour la France.",
    ),
    "BR-12": (
        "BT-106",
        "La somme des lignes HT manque dans les totaux (BT-106).",
        "Recalculez les totaux de la facture : additionnez les montants HT des lignes.",
    ),
    "BR-13": (
        "BT-109",
        "Le total HT de la facture manque (BT-109).",
        "Recalculez les totaux : lignes, moins remises, plus frais.",
    ),
    "BR-14": (
        "BT-112",
        "Le total TTC de la facture manque (BT-112).",
        "Recalculez les totaux : total HT plus TVA.",
    ),
    "BR-15": (
        "BT-115",
        "Le net à payer manque (BT-115).",
        (
            "Recalculez les totaux : total TTC moins ce qui est déjà payé ; écrivez 0 s'il ne "
            "reste rien à payer."
        ),
    ),
    "BR-16": (
        "BG-25",
        "La facture n'a aucune ligne (BG-25).",
        "Ajoutez au moins une ligne avec sa désignation, sa quantité et son prix.",
    ),
    "BR-17": (
        "BT-59",
        "Le bénéficiaire du paiement n'a pas de nom (BT-59), ou bien c'est le vendeur lui-même.",
        (
            "Renseignez le nom du bénéficiaire, ou retirez le bénéficiaire si c'est le vendeur "
            "lui-même."
        ),
    ),
    "BR-18": (
        "BT-62",
        "Le nom du représentant fiscal du vendeur manque (BT-62).",
        "Renseignez le nom du représentant fiscal, ou retirez ce dernier s'il n'y en a pas.",
    ),
    "BR-19": (
        "BG-12",
        "L'adresse du représentant fiscal du vendeur manque (BG-12).",
        "Renseignez l'adresse du représentant fiscal, ou retirez ce dernier s'il n'y en a pas.",
    ),
    "BR-20": (
        "BT-69",
        "L'adresse du représentant fiscal n'indique pas son pays (BT-69).",
        "Renseignez le pays du représentant fiscal.",
    ),
    "BR-21": (
        "BT-126",
        "Une ligne de la facture n'a pas de numéro (BT-126).",
        "Numérotez toutes les lignes.",
    ),
    "BR-22": (
        "BT-129",
        "Une ligne de la facture n'a pas de quantité (BT-129).",
        "Renseignez la quantité de la ligne, 1 pour un forfait.",
    ),
    "BR-23": (
        "BT-130",
        "La quantité d'une ligne n'a pas d'unité (BT-130).",
        (
            "Renseignez l'unité : C62 pour une pièce ou un forfait, HUR pour une heure, MTK pour "
            "un mètre carré."
        ),
    ),
    "BR-24": (
        "BT-131",
        "Le montant HT d'une ligne manque (BT-131).",
        "Recalculez la ligne : quantité multipliée par prix unitaire, moins remises, plus frais.",
    ),
    "BR-25": (
        "BT-153",
        "Une ligne ne dit pas ce qui est vendu (BT-153).",
        "Renseignez la désignation de l'article ou de la prestation.",
    ),
    "BR-26": (
        "BT-146",
        "Une ligne n'a pas de prix unitaire HT (BT-146).",
        "Renseignez le prix unitaire net de la ligne.",
    ),
    "BR-27": (
        "BT-146",
        "Le prix unitaire d'une ligne est négatif (BT-146).",
        "Écrivez le prix en positif et mettez le signe moins sur la quantité, ou faites un avoir.",
    ),
    "BR-28": (
        "BT-148",
        "Le prix unitaire brut d'une ligne est négatif (BT-148).",
        "Écrivez le prix brut en positif et mettez le signe moins sur la quantité.",
    ),
    "BR-29": (
        "BT-74",
        "La période de facturation finit avant de commencer (BT-73 et BT-74).",
        "Corrigez le début ou la fin de la période.",
    ),
    "BR-30": (
        "BT-135",
        "La période d'une ligne finit avant de commencer (BT-134 et BT-135).",
        "Corrigez le début ou la fin de la période de la ligne.",
    ),
    "BR-31": (
        "BT-92",
        "Une remise sur le total de la facture n'a pas de montant (BT-92).",
        "Renseignez le montant HT de la remise, ou retirez la remise.",
    ),
    "BR-32": (
        "BT-95",
        "Une remise sur le total de la facture n'a pas de catégorie de TVA (BT-95).",
        "Renseignez la catégorie de TVA de la remise, S pour une TVA ordinaire.",
    ),
    "BR-33": (
        "BT-97",
        "Une remise sur le total de la facture n'a pas de motif (BT-97 ou BT-98).",
        "Renseignez le motif de la remise, par exemple « Remise commerciale ».",
    ),
    "BR-36": (
        "BT-99",
        "Des frais ajoutés au total de la facture n'ont pas de montant (BT-99).",
        "Renseignez le montant HT des frais, ou retirez-les.",
    ),
    "BR-37": (
        "BT-102",
        "Des frais ajoutés au total de la facture n'ont pas de catégorie de TVA (BT-102).",
        "Renseignez la catégorie de TVA des frais, S pour une TVA ordinaire.",
    ),
    "BR-38": (
        "BT-104",
        "Des frais ajoutés au total de la facture n'ont pas de motif (BT-104 ou BT-105).",
        "Renseignez le motif des frais, par exemple « Frais de déplacement ».",
    ),
    "BR-41": (
        "BT-136",
        "La remise d'une ligne n'a pas de montant (BT-136).",
        "Renseignez le montant HT de la remise, ou retirez la remise de la ligne.",
    ),
    "BR-42": (
        "BT-139",
        "La remise d'une ligne n'a pas de motif (BT-139 ou BT-140).",
        "Renseignez le motif de la remise de la ligne.",
    ),
    "BR-43": (
        "BT-141",
        "Les frais d'une ligne n'ont pas de montant (BT-141).",
        "Renseignez le montant HT des frais, ou retirez-les de la ligne.",
    ),
    "BR-44": (
        "BT-144",
        "Les frais d'une ligne n'ont pas de motif (BT-144 ou BT-145).",
        "Renseignez le motif des frais de la ligne.",
    ),
    "BR-45": (
        "BT-116",
        "Une ligne du détail de TVA n'a pas de base HT (BT-116).",
        "Recalculez le détail de TVA : la base est la somme HT de ce qui porte ce taux.",
    ),
    "BR-46": (
        "BT-117",
        "Une ligne du détail de TVA n'a pas de montant de TVA (BT-117).",
        "Recalculez le détail de TVA : base multipliée par taux, 0 si rien n'est dû.",
    ),
    "BR-47": (
        "BT-118",
        "Une ligne du détail de TVA n'a pas de catégorie (BT-118).",
        (
            "Renseignez la catégorie : S pour une TVA ordinaire, E pour une exonération, AE pour "
            "l'autoliquidation."
        ),
    ),
    "BR-48": (
        "BT-119",
        "Une ligne du détail de TVA n'a pas de taux (BT-119).",
        (
            "Renseignez le taux, 0 pour une exonération ; seule la catégorie O (hors champ de la "
            "TVA) s'en passe."
        ),
    ),
    "BR-49": (
        "BT-81",
        "La facture donne des instructions de paiement sans dire le mode de règlement (BT-81).",
        "Choisissez le mode de règlement, 30 ou 58 pour un virement.",
    ),
    "BR-50": (
        "BT-84",
        "Le paiement se fait par virement, mais l'IBAN manque (BT-84).",
        "Renseignez l'IBAN dans les coordonnées bancaires de la société émettrice.",
    ),
    "BR-51": (
        "BT-87",
        "La facture porte un numéro de carte bancaire trop complet (BT-87).",
        (
            "Ne laissez que les quatre derniers chiffres de la carte, au plus les six premiers et "
            "les quatre derniers."
        ),
    ),
    "BR-52": (
        "BT-122",
        "Un document joint n'a pas de référence (BT-122).",
        "Donnez à chaque document joint une référence, par exemple son nom de fichier.",
    ),
    "BR-53": (
        "BT-111",
        (
            "La TVA est comptabilisée dans une autre devise, mais son total dans cette devise "
            "manque (BT-111)."
        ),
        "Renseignez le total de la TVA dans la devise de comptabilisation (BT-6).",
    ),
    "BR-54": (
        "BG-32",
        "La caractéristique d'un article n'a pas un nom et une valeur (BT-160 et BT-161).",
        "Complétez la caractéristique, ou retirez-la.",
    ),
    "BR-55": (
        "BT-25",
        "La référence à une facture antérieure n'a pas de numéro (BT-25).",
        "Renseignez le numéro de la facture d'origine, ou retirez la référence.",
    ),
    "BR-56": (
        "BT-63",
        "Le numéro de TVA du représentant fiscal du vendeur manque (BT-63).",
        "Renseignez ce numéro de TVA, ou retirez le représentant fiscal s'il n'y en a pas.",
    ),
    "BR-57": (
        "BT-80",
        "L'adresse de livraison n'indique pas son pays (BT-80).",
        "Renseignez le pays de livraison, ou retirez l'adresse de livraison.",
    ),
    "BR-61": (
        "BT-84",
        "Le mode de règlement est un virement, mais le compte à créditer manque (BT-84).",
        (
            "Renseignez l'IBAN dans les coordonnées bancaires de la société émettrice, ou changez "
            "le mode de règlement."
        ),
    ),
    "BR-62": (
        "BT-34",
        "L'adresse électronique du vendeur ne dit pas de quel type elle est (BT-34).",
        "Indiquez le type de l'adresse électronique, 0225 pour une adresse de l'annuaire français.",
    ),
    "BR-63": (
        "BT-49",
        "L'adresse électronique de l'acheteur ne dit pas de quel type elle est (BT-49).",
        "Indiquez le type de l'adresse électronique, 0225 pour une adresse de l'annuaire français.",
    ),
    "BR-64": (
        "BT-157",
        "Le code normalisé d'un article ne dit pas de quel type il est (BT-157).",
        "Indiquez le type du code, 0160 pour un GTIN, ou retirez le code.",
    ),
    "BR-65": (
        "BT-158",
        "La classification d'un article ne dit pas à quelle nomenclature elle appartient (BT-158).",
        (
            "Indiquez la nomenclature, par exemple STI pour les codes CPV, ou retirez la "
            "classification."
        ),
    ),
    "BR-B-01": (
        "BT-151",
        (
            "La TVA payée directement par l'acheteur (catégorie B) n'existe que dans les factures "
            "italiennes (BT-151, BT-95 ou BT-102)."
        ),
        "Choisissez une autre catégorie de TVA, S pour une TVA ordinaire.",
    ),
    "BR-B-02": (
        "BT-151",
        (
            "La facture mêle la TVA payée directement par l'acheteur (catégorie B) et la TVA "
            "ordinaire (catégorie S), ce qui n'est pas admis (BT-151, BT-95 ou BT-102)."
        ),
        (
            "En France, remplacez la catégorie B par la catégorie qui convient ; en Italie, faites "
            "deux factures."
        ),
    ),
    "BR-CO-03": (
        "BT-7",
        "La facture donne à la fois une date et un code d'exigibilité de la TVA (BT-7 et BT-8).",
        "Gardez l'un des deux : la date, ou le code (débits, encaissements).",
    ),
    "BR-CO-04": (
        "BT-151",
        "Une ligne de la facture n'a pas de catégorie de TVA (BT-151).",
        "Renseignez la catégorie de TVA de la ligne, S pour une TVA ordinaire.",
    ),
    "BR-CO-05": (
        "BT-98",
        (
            "Le code et le motif d'une remise sur le total ne disent pas la même chose "
            "(BT-98 et BT-97)."
        ),
        "Accordez le code et le motif, ou ne gardez que le motif.",
    ),
    "BR-CO-06": (
        "BT-105",
        (
            "Le code et le motif des frais ajoutés au total ne disent pas la même chose "
            "(BT-105 et BT-104)."
        ),
        "Accordez le code et le motif, ou ne gardez que le motif.",
    ),
    "BR-CO-07": (
        "BT-140",
        (
            "Le code et le motif de la remise d'une ligne ne disent pas la même chose "
            "(BT-140 et BT-139)."
        ),
        "Accordez le code et le motif, ou ne gardez que le motif.",
    ),
    "BR-CO-08": (
        "BT-145",
        "Le code et le motif des frais d'une ligne ne disent pas la même chose (BT-145 et BT-144).",
        "Accordez le code et le motif, ou ne gardez que le motif.",
    ),
    "BR-CO-09": (
        "BT-31",
        "Un numéro de TVA ne commence pas par les deux lettres d'un pays (BT-31, BT-48 ou BT-63).",
        "Écrivez le numéro en entier, par exemple FR suivi de deux chiffres et du SIREN.",
    ),
    "BR-CO-10": (
        "BT-106",
        (
            "La somme des lignes HT (BT-106) n'est pas égale à l'addition des montants HT des "
            "lignes (BT-131)."
        ),
        "Recalculez la somme des lignes ; vérifiez l'arrondi de chaque ligne.",
    ),
    "BR-CO-11": (
        "BT-107",
        (
            "La somme des remises (BT-107) n'est pas égale à l'addition des remises sur le total "
            "(BT-92)."
        ),
        "Recalculez la somme des remises ; les remises de ligne n'y entrent pas.",
    ),
    "BR-CO-12": (
        "BT-108",
        (
            "La somme des frais (BT-108) n'est pas égale à l'addition des frais ajoutés au total "
            "(BT-99)."
        ),
        "Recalculez la somme des frais ; les frais de ligne n'y entrent pas.",
    ),
    "BR-CO-13": (
        "BT-109",
        (
            "Le total HT (BT-109) n'est pas égal à la somme des lignes moins les remises plus les "
            "frais (BT-106, BT-107 et BT-108)."
        ),
        "Recalculez le total HT.",
    ),
    "BR-CO-14": (
        "BT-110",
        (
            "Le total de la TVA (BT-110) n'est pas égal à l'addition des montants du détail par "
            "taux (BT-117)."
        ),
        "Recalculez le total de la TVA à partir du détail par taux.",
    ),
    "BR-CO-15": (
        "BT-112",
        "Le total TTC (BT-112) n'est pas égal au total HT plus la TVA (BT-109 et BT-110).",
        "Recalculez le total TTC.",
    ),
    "BR-CO-16": (
        "BT-115",
        (
            "Le net à payer (BT-115) n'est pas égal au total TTC moins le montant déjà payé, plus "
            "l'arrondi (BT-112, BT-113 et BT-114)."
        ),
        "Recalculez le net à payer.",
    ),
    "BR-CO-17": (
        "BT-117",
        (
            "Un montant de TVA (BT-117) n'est pas égal à sa base multipliée par son taux, au "
            "centime près (BT-116 et BT-119)."
        ),
        "Recalculez la TVA sur la base totale du taux, pas ligne par ligne.",
    ),
    "BR-CO-18": (
        "BG-23",
        "La facture n'a pas de détail de la TVA (BG-23).",
        "Ajoutez une ligne de détail par taux, même pour une facture exonérée.",
    ),
    "BR-CO-19": (
        "BG-14",
        "La période de facturation est annoncée sans date de début ni de fin (BT-73 et BT-74).",
        "Renseignez au moins une des deux dates, ou retirez la période.",
    ),
    "BR-CO-20": (
        "BG-26",
        "La période d'une ligne est annoncée sans date de début ni de fin (BT-134 et BT-135).",
        "Renseignez au moins une des deux dates, ou retirez la période de la ligne.",
    ),
    "BR-CO-21": (
        "BT-97",
        "Une remise sur le total de la facture n'a ni motif ni code de motif (BT-97 et BT-98).",
        "Renseignez le motif de la remise, par exemple « Remise commerciale ».",
    ),
    "BR-CO-22": (
        "BT-104",
        "Des frais ajoutés au total n'ont ni motif ni code de motif (BT-104 et BT-105).",
        "Renseignez le motif des frais, par exemple « Frais de déplacement ».",
    ),
    "BR-CO-23": (
        "BT-139",
        "La remise d'une ligne n'a ni motif ni code de motif (BT-139 et BT-140).",
        "Renseignez le motif de la remise de la ligne.",
    ),
    "BR-CO-24": (
        "BT-144",
        "Les frais d'une ligne n'ont ni motif ni code de motif (BT-144 et BT-145).",
        "Renseignez le motif des frais de la ligne.",
    ),
    "BR-CO-25": (
        "BT-9",
        (
            "Il reste un montant à payer, mais la facture ne donne ni échéance ni conditions de "
            "paiement (BT-9 et BT-20)."
        ),
        "Renseignez la date d'échéance, ou les conditions de paiement.",
    ),
    "BR-CO-26": (
        "BT-30",
        (
            "Rien n'identifie le vendeur : ni identifiant, ni SIREN ou SIRET, ni numéro de TVA "
            "(BT-29, BT-30 et BT-31)."
        ),
        "Renseignez le SIRET et le numéro de TVA dans la fiche de la société émettrice.",
    ),
    "BR-CO-27": (
        "BT-84",
        (
            "Le compte à créditer n'est pas donné une fois et une seule, par son IBAN ou par un "
            "autre numéro (BT-84)."
        ),
        "Renseignez l'IBAN seul dans les coordonnées bancaires de la société émettrice.",
    ),
    "BR-FX-EN-04": (
        "BT-72",
        (
            "La facture ne dit pas quand la livraison ou la prestation a eu lieu (BT-72, BG-14 ou "
            "BG-26)."
        ),
        (
            "Renseignez la date de livraison ou d'exécution, la période de facturation, ou une "
            "période sur chaque ligne ; sans date de livraison, indiquez au moins le pays (BT-80)."
        ),
    ),
    "PEPPOL-EN16931-R008": (
        "",
        "Le fichier contient un élément vide.",
        (
            "Renseignez l'information, ou retirez l'élément ; demandez-le à l'éditeur du logiciel "
            "de facturation s'il l'écrit de lui-même."
        ),
    ),
}


def find(rule: str, _text: str, _path: str) -> Explanation | None:
    """Look a rule of EN 16931 up by its id (``BR-CO-13``); None when it is not one."""
    if rule not in RULES:
        return None
    term, message, remedy = RULES[rule]
    return Explanation(message, remedy, term)
