/** The settings: their groups, their labels, and what `burst config` says of each. */
export const settings: Record<string, string> = {
  'Your computer': 'Votre ordinateur',
  Money: 'Argent',
  'Who ends an instance': 'Qui arrête une instance',
  Alerts: 'Alertes',
  'Line and files': 'Ligne et fichiers',
  'Pictures and models': 'Images et modèles',
  Practice: 'Essai',
  'A picture takes, s': 'Une image prend, s',
  'Your ComfyUI answers at': 'Votre ComfyUI répond à',
  'The computer draws, W': 'L’ordinateur consomme, W',
  'A kWh costs': 'Un kWh coûte',
  'An hour of waiting is worth': 'Une heure d’attente vaut',
  'Your currency': 'Votre monnaie',
  'Exchange rates': 'Taux de change',
  'Tax on net prices, %': 'Taxe sur les prix nets, %',
  'Most a burst may cost': 'Coût maximal d’un burst',
  'Most a day may cost': 'Coût maximal d’un jour',
  'Most a month may cost': 'Coût maximal d’un mois',
  'Warn at, %': 'Prévenir à, %',
  'End what bills more than agreed': 'Arrêter ce qui facture plus que convenu',
  'It may outlive its predicted end by, s': 'Elle peut dépasser sa fin prévue de, s',
  'No instance lives longer than, s': 'Aucune instance ne vit plus de, s',
  'Kept for the next burst for, s': 'Gardée pour le burst suivant, s',
  'An end is announced for, s': 'Un arrêt est annoncé pendant, s',
  'No picture made for, s': 'Aucune image depuis, s',
  'Not reached for, s': 'Injoignable depuis, s',
  'Does not start within, s': 'Ne démarre pas en, s',
  'Has cost more than': 'A coûté plus de',
  'Instances that nobody knows': 'Instances que personne ne connaît',
  'And only when older than, s': 'Et seulement plus vieilles que, s',
  'Machines at OVHcloud may end themselves': 'Les machines d’OVHcloud peuvent s’arrêter elles-mêmes',
  'RunPod ends pods by itself too': 'RunPod arrête aussi les pods de lui-même',
  'Mail to': 'Courriel à',
  'Mail from': 'Courriel de',
  'Mail server': 'Serveur de courriel',
  'Its port': 'Son port',
  'Its security': 'Sa sécurité',
  'Your name there': 'Votre nom là-bas',
  Webhook: 'Webhook',
  'Pictures may take, Mbit/s': 'Les images peuvent prendre, Mbit/s',
  'Models may take, Mbit/s': 'Les modèles peuvent prendre, Mbit/s',
  'Your line sends, Mbit/s': 'Votre ligne envoie, Mbit/s',
  'The line is measured against': 'La ligne est mesurée avec',
  'The line costs by the byte': 'La ligne se paie à l’octet',
  'Files travel by': 'Les fichiers voyagent par',
  'New sessions go to': 'Les nouvelles sessions vont dans',
  'Templates lie in': 'Les modèles de prompt sont dans',
  'Checkpoint where a template names none': 'Checkpoint quand un modèle de prompt n’en nomme pas',
  'Container image with the set-up done': 'Image de conteneur déjà installée',
  'Nothing on a disk of an instance': 'Rien sur le disque d’une instance',
  'Send model files that can run code': 'Envoyer les fichiers de modèle qui peuvent exécuter du code',
  'The practice cloud runs faster by': 'Le nuage d’essai va plus vite de',
  '{{name}}: back to usual': '{{name}} : remettre la valeur habituelle',
  Usual: 'Habituel',
  Settings: 'Réglages',
  'Accounts and their keys': 'Les comptes et leurs clés',
  'What was spent': 'Ce qui a été dépensé',
  'Everything is kept in {{home}}': 'Tout est gardé dans {{home}}',
  'Parts of the settings': 'Parties des réglages',
  Look: 'Apparence',
  Theme: 'Thème',
  Language: 'Langue',
  'As the system': 'Comme le système',
  Light: 'Clair',
  Dark: 'Sombre',
  'address of a ComfyUI of yours, for bursts with --provider home or --with-home; empty: none':
    'adresse d’un ComfyUI à vous, pour les bursts avec --provider home ou --with-home ; vide : aucun',
  'checkpoint for templates that name none': 'checkpoint des modèles de prompt qui n’en nomment pas',
  'folder for new sessions; empty: `sessions` in the home':
    'dossier des nouvelles sessions ; vide : `sessions` dans le dossier de Burst',
  'template library; empty: the samples that come with Burst':
    'bibliothèque de modèles de prompt ; vide : les exemples livrés avec Burst',
  'currency of limits': 'monnaie des limites',
  'what one unit of a currency is in yours, and on which day, as in "USD 0.86 2026-11-20"':
    'ce que vaut une unité d’une monnaie dans la vôtre, et quel jour, comme « USD 0.86 2026-11-20 »',
  'tax on prices that come without it; 0 if you do not pay it':
    'taxe sur les prix donnés sans elle ; 0 si vous ne la payez pas',
  'how long your own GPU takes for a picture, seconds': 'temps que met votre propre GPU pour une image, en secondes',
  'what your computer draws while it makes pictures, W':
    'ce que votre ordinateur consomme pendant qu’il fait des images, en W',
  'what a kWh costs you, in the currency': 'ce qu’un kWh vous coûte, dans votre monnaie',
  'what an hour of waiting is worth to you, in the currency; 0: nothing':
    'ce que vaut pour vous une heure d’attente, dans votre monnaie ; 0 : rien',
  'give each machine at OVHcloud an account that may end machines of its project, until it has ended':
    'donner à chaque machine chez OVHcloud, jusqu’à sa fin, un compte qui peut arrêter les machines de son projet',
  'ask RunPod itself to end pods at their lifetime limit, through the API that it retires in early 2027':
    'demander à RunPod d’arrêter lui-même les pods à leur durée maximale, par l’API qu’il retire début 2027',
  'end an instance that bills more than was agreed before anything is sent to it':
    'arrêter une instance qui facture plus que convenu avant de lui envoyer quoi que ce soit',
  'container image with the set-up done, made with `burst images dockerfile`; for --strategy image at RunPod and Vast.ai':
    'image de conteneur où tout est installé, faite avec `burst images dockerfile` ; pour --strategy image chez RunPod et Vast.ai',
  'most a burst may cost, in the currency, tax included; 0: no limit':
    'ce qu’un burst peut coûter au plus, dans votre monnaie, taxe comprise ; 0 : pas de limite',
  'most that all bursts of a day may cost, in the currency, tax included; 0: no limit':
    'ce que tous les bursts d’un jour peuvent coûter au plus, dans votre monnaie, taxe comprise ; 0 : pas de limite',
  'most that all bursts of a month may cost, in the currency, tax included; 0: no limit':
    'ce que tous les bursts d’un mois peuvent coûter au plus, dans votre monnaie, taxe comprise ; 0 : pas de limite',
  'shares of a budget at which to warn, in percent; the limit itself is always told':
    'parts d’un budget auxquelles prévenir, en pour cent ; la limite elle-même est toujours signalée',
  'e-mail address for alerts; empty: none are sent': 'adresse des alertes ; vide : aucune n’est envoyée',
  'sender of alerts; empty: the same address': 'expéditeur des alertes ; vide : la même adresse',
  'server that sends the mail': 'serveur qui envoie le courriel',
  'its port': 'son port',
  'how the connection to it is kept secret: starttls, tls, or none for a server on this computer':
    'comment la connexion est protégée : starttls, tls, ou aucune pour un serveur sur cet ordinateur',
  'name at that server; its password is asked for by `burst alerts login mail`':
    'nom sur ce serveur ; le mot de passe est demandé par `burst alerts login mail`',
  'address that alerts are posted to as JSON; empty: none are':
    'adresse où les alertes sont envoyées en JSON ; vide : nulle part',
  'most of the home line that pictures may take, Mbit/s; 0: all of it':
    'ce que les images peuvent prendre au plus de votre ligne, en Mbit/s ; 0 : tout',
  'most of the home line that models may take, Mbit/s; 0: all of it':
    'ce que les modèles peuvent prendre au plus de votre ligne, en Mbit/s ; 0 : tout',
  'prompts and pictures only in the memory of instances in data centres, and wiped before the end':
    'prompts et images seulement dans la mémoire d’instances en centre de données, effacés avant la fin',
  'how fast your line sends, Mbit/s, for estimates; 0: not known':
    'vitesse d’envoi de votre ligne, en Mbit/s, pour les estimations ; 0 : inconnue',
  'server that the line is measured against when you ask for that; it has to know /__up and /__down':
    'serveur avec lequel la ligne est mesurée quand vous le demandez ; il doit connaître /__up et /__down',
  'this line costs by the byte: no models are sent, and pictures wait on the instance while it works':
    'cette ligne se paie à l’octet : aucun modèle n’est envoyé, et les images attendent sur l’instance tant qu’elle travaille',
  'how files travel: auto (SFTP), sftp, or rsync where it is on both ends':
    'comment voyagent les fichiers : auto (SFTP), sftp, ou rsync là où il est des deux côtés',
  'send model files that can run code where they are loaded (.ckpt, .pt, .pth)':
    'envoyer les fichiers de modèle qui peuvent exécuter du code là où ils sont chargés (.ckpt, .pt, .pth)',
  'how long an instance may outlive its predicted end': 'de combien une instance peut dépasser sa fin prévue',
  'how long a burst with --canary waits for a look at its first picture before it finishes; the instance bills meanwhile':
    'combien de temps un burst avec --canary attend un regard sur sa première image avant de finir ; l’instance facture pendant ce temps',
  'Waits for a look at the first picture for, s': 'Attend un regard sur la première image pendant, s',
  'how long an instance of a burst with --strategy warm is kept for the next one; it bills meanwhile':
    'combien de temps l’instance d’un burst avec --strategy warm est gardée pour le suivant ; elle facture pendant ce temps',
  'no instance lives longer than this': 'aucune instance ne vit plus longtemps',
  'how long the end of an instance by a rule is announced, seconds; you can stop it meanwhile':
    'combien de temps l’arrêt d’une instance par une règle est annoncé, en secondes ; vous pouvez l’empêcher pendant ce temps',
  'end an instance that makes no picture for so long; 0: never':
    'arrêter une instance qui ne fait pas d’image pendant ce temps ; 0 : jamais',
  'end an instance that cannot be reached for so long; 0: never':
    'arrêter une instance injoignable pendant ce temps ; 0 : jamais',
  'end an instance that does not start within this time; 0: when its provider usually would have':
    'arrêter une instance qui ne démarre pas dans ce délai ; 0 : le délai habituel de son fournisseur',
  'end an instance that has cost more than this, in the currency; 0: at any cost':
    'arrêter une instance qui a coûté plus que cela, dans votre monnaie ; 0 : quel que soit le coût',
  'how old an instance of ours that nobody knows may be before it is ended, where that is wanted':
    'âge à partir duquel une instance à nous que personne ne connaît est arrêtée, quand c’est voulu',
  'what becomes of instances of ours that nobody knows: ask leaves them to you, end ends them':
    'ce que deviennent les instances à nous que personne ne connaît : ask vous les laisse, end les arrête',
  "how much faster than life the sandbox's clock runs":
    'combien de fois l’horloge du nuage d’essai va plus vite que la vie',
}
