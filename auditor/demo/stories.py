"""What is planted in the demonstration's estate, and what the auditor must say of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from auditor.model import Outcome

PASS, FAIL, UNKNOWN, NOT_APPLICABLE = Outcome.PASS, Outcome.FAIL, Outcome.UNKNOWN, Outcome.NOT_APPLICABLE


@dataclass(frozen=True, slots=True)
class Planted:
    """One resource of the estate, by the id it has in a snapshot. Without a story it is ordinary and compliant: no rule may fail on it.

    With a story, `expects` holds the outcome of the rules the story is about; other rules may say what they find.
    """

    id: str
    story: str = ""
    expects: Mapping[str, Outcome] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Standing:
    """Where the clouds answer, as the configuration's marks name it, what is planted in them, and a folder that ends with them."""

    where: dict[str, str]
    folder: str
    planted: list[Planted]


STORIES: Mapping[str, str] = MappingProxyType(
    {
        "etat-civil-virginie": "Les actes d'état civil sont répliqués de Paris vers la Virginie ; le registre n'annonce que la France.",
        "sante-partagee": "Un instantané de la base de soins du CCAS est partagé avec un compte que personne ne connaît.",
        "partage-declare": "Un instantané est partagé avec le compte déclaré de l'infogérant : rien à redire.",
        "video-90-jours": "Les images de vidéoprotection du centre-ville sont gardées 90 jours.",
        "video-versions": "Les images du stade expirent à 30 jours, mais leurs versions antérieures ne s'effacent jamais.",
        "video-30-jours": "Les images de la gare s'effacent au bout de 30 jours, comme il se doit.",
        "journaux-sans-fin": "Des journaux applicatifs n'expirent jamais.",
        "journaux-trop-courts": "Des journaux s'effacent au bout de 14 jours, trop tôt pour instruire une violation.",
        "journaux-un-an": "Des journaux gardés un an : ni trop peu, ni trop.",
        "sante-replique-virginie": "La base de soins à domicile du CCAS a une réplique de lecture en Virginie.",
        "sante-londres": "Un export de la base de soins dort à Londres : pays adéquat, mais hors de l'EEE.",
        "sauvegarde-virginie": "Le plan de sauvegarde de la paie copie chaque point de restauration en Virginie.",
        "rh-public": "Le bucket des dossiers d'agents est lisible par tout Internet.",
        "open-data-public": "Les données ouvertes sont publiques, et c'est leur raison d'être.",
        "paie-en-clair": "Le disque du serveur de paie et l'image de sa machine ne sont pas chiffrés.",
        "image-publique": "L'image des postes de la médiathèque est publique : n'importe qui peut la copier.",
        "cle-virginie": "La clé multirégion des secrets applicatifs est répliquée en Virginie.",
        "cle-du-fournisseur": "Les dossiers de recrutement sont chiffrés avec la seule clé du fournisseur.",
        "cle-de-la-ville": "Les dossiers de carrière ont une clé que la ville gère, mais dans le service de clés du fournisseur.",
        "sans-categorie": "Des ressources oubliées ne sont rattachées à aucun traitement.",
        "lettre-virginie": "Les abonnés de la lettre d'information sont en Virginie, sans preuve d'adhésion au DPF.",
        "signalements-singapour": "L'application de signalement range ses données à Singapour, pays sans décision d'adéquation.",
        "compteurs-londres": "Les relevés de compteurs d'eau sont à Londres : pays adéquat, annoncé au registre.",
        "rendez-vous-irlande": "La table des rendez-vous est en Irlande, le registre dit France.",
        "chaine-repliques": "La base des démarches va de Paris à l'Irlande, puis de l'Irlande à la Virginie.",
        "replication-refusee": "La réplication du bucket des listes électorales n'a pas pu être lue : à vérifier, jamais conforme.",
        "replication-inconnue": "Des permis de construire partent vers un compte que l'auditeur ne lit pas : nul ne sait dans quel pays.",
        "supposee": "Un export de cantine sans étiquette : la catégorie est supposée d'après le nom, et le rapport le dit.",
        "azure-paire-francaise": "Les actes numérisés sont doublés de Paris vers Marseille : la région appairée est en France.",
        "azure-paire-irlandaise": "Les fichiers des jumelages sont en Irlande, et doublés aux Pays-Bas, que le registre n'annonce pas.",
        "azure-video-sans-fin": "Les images de vidéoprotection des parcs, sur Azure, ne s'effacent jamais.",
        "azure-video-30-jours": "Les images du marché, sur Azure, s'effacent au bout de 30 jours.",
        "azure-rh-public": "Un conteneur des entretiens professionnels est lisible par tout Internet.",
        "azure-cosmos-virginie": "La base de la billetterie vit en France et en Virginie : une deuxième région a été ajoutée.",
        "azure-sql-geo": "Les sauvegardes géoredondantes de la base des agents vont de Paris à Marseille.",
        "azure-coffre-de-cles": "Un coffre Key Vault n'est lui-même fermé que par une clé de Microsoft : les secrets qu'il tient aussi.",
        "azure-journaux-deux-ans": "Un espace de journaux est gardé 730 jours.",
        "azure-restauration-croisee": "Un coffre se restaure dans la région appairée : en France, et le registre le dit.",
        "azure-coffre-amsterdam": "Un coffre d'essai est aux Pays-Bas, que le registre n'annonce pas.",
        "azure-galerie-ccas": "Une galerie d'images est partagée avec l'abonnement du CCAS, qui est de la maison.",
        "azure-galerie-etrangere": "Une galerie d'images est partagée avec un locataire Entra que personne ne connaît.",
        "azure-lien-export": "Un lien d'export de l'instantané de la paie est encore ouvert : nul ne sait qui l'a.",
        "azure-openai-mondial": "L'assistant des agents est en Suède, mais il peut traiter les questions n'importe où dans le monde.",
        "azure-vers-aws": "Une fabrique de données copie chaque nuit des actes d'Azure vers un bucket d'AWS, répliqué en Virginie.",
        "azure-regions-permises": "Une stratégie n'ouvre à l'abonnement de la ville que des régions d'Europe.",
        "m365-france": "Messagerie, Teams, sites et fichiers sont en France : la page du centre d'administration le dit.",
        "m365-amerique": "Le site du jumelage est aux Amériques, dans l'un de cinq pays dont aucun n'est dans l'EEE.",
        "m365-copilot": "Copilot travaille dans la frontière de données de l'UE, Suisse comprise ; le registre n'annonce que la France.",
        "m365-invites": "Trois invités viennent d'un bureau d'études que personne n'a déclaré.",
        "m365-application": "Une application de sauvegarde lit toutes les boîtes ; le pays de son éditeur n'est dit nulle part.",
        "m365-etiquette": "Une étiquette garde le courrier dix ans, bien plus que le tableau de gestion.",
        "m365-etiquette-courte": "Une étiquette efface les brouillons au bout de trois mois.",
        "hybride": "La médiathèque est à la fois dans la salle de la mairie, chez OVHcloud et chez AWS : le rapport la montre d'un tenant.",
        "ovh-canada": "Le fonds patrimonial de la médiathèque, chez OVHcloud à Gravelines, est répliqué au Canada.",
        "ovh-en-clair": "Les affiches de la médiathèque, chez OVHcloud, ne sont pas chiffrées.",
        "ovh-sauvegardes-strasbourg": "Les sauvegardes de la base des réservations vont de Gravelines à Strasbourg : en France.",
        "salle-en-france": "Des disques chiffrés sur la baie de la mairie, là où la ville a déclaré sa salle.",
        "salle-disque-dublin": "Un second disque du serveur d'état civil est sur un serveur de fichiers de Dublin.",
        "salle-infogerant": "Un infogérant que nul n'a déclaré a la main sur le serveur de la police municipale, au disque en clair.",
        "salle-nas": "Le serveur de fichiers de Dublin chiffre peut-être : vSphere n'en sait rien, le rapport le dit.",
        "salle-instantane": "Un instantané de mars 2024 est resté derrière une mise à jour, plus longtemps qu'une sauvegarde.",
        "salle-replique-agglo": "Le serveur des finances est répliqué dans la salle de l'agglomération, en France.",
        "salle-baie": "vSphere ne sait pas si la baie chiffre ni si elle réplique : à vérifier, jamais conforme.",
        "salle-cle": "Les clés des disques sont dans un serveur de la mairie.",
        "agglo-archives": "Les archives sont sur un volume chiffré du nuage de l'agglomération.",
        "agglo-sauvegarde-dublin": "La sauvegarde de nuit des archives part dans une zone que l'agglomération a à Dublin.",
        "agglo-journal": "Le journal municipal est public, et c'est sa raison d'être.",
        "declare-annonce": "Un logiciel en service : son hébergement est prouvé, ses sauvegardes ne sont qu'annoncées, et à vérifier.",
        "declare-etats-unis": "Un service d'enquêtes est aux États-Unis : son éditeur le dit lui-même.",
        "azure-sans-garde-fou": "Aucune stratégie ne limite les régions de l'abonnement du CCAS.",
    }
)
"""Story id → what happened, in a sentence a person of the town hall understands."""
