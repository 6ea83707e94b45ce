<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de" sourcelanguage="en">
 <context>
  <name>sst-annotator</name>
  <message>
   <source> With fewer than {least} the result cannot be tested, so the weights in use are kept.</source>
   <translation> Mit weniger als {least} lässt sich das Ergebnis nicht prüfen, darum bleiben die jetzigen Gewichte.</translation>
  </message>
  <message>
   <source> · {duration} left</source>
   <translation> · noch {duration}</translation>
  </message>
  <message>
   <source>1 clip was propagated.</source>
   <translation>1 Clip wurde verfolgt.</translation>
  </message>
  <message>
   <source>1 colour that could be an id ({colours})</source>
   <translation>1 Farbe, die eine Nummer sein könnte ({colours})</translation>
  </message>
  <message>
   <source>1 frame has masks already, which are replaced; locked ones stay.</source>
   <translation>1 Bild hat schon Masken, die ersetzt werden; gesperrte bleiben.</translation>
  </message>
  <message>
   <source>1 frame has no masks</source>
   <translation>1 Bild hat keine Masken</translation>
  </message>
  <message>
   <source>1 frame holds masks that nobody has accepted</source>
   <translation>1 Bild hat Masken, die niemand angenommen hat</translation>
  </message>
  <message>
   <source>1 known object</source>
   <translation>1 bekanntes Objekt</translation>
  </message>
  <message>
   <source>1 writes every frame, 5 every fifth</source>
   <translation>1 schreibt jedes Bild, 5 jedes fünfte</translation>
  </message>
  <message>
   <source>10 frames back</source>
   <translation>10 Bilder zurück</translation>
  </message>
  <message>
   <source>10 frames on</source>
   <translation>10 Bilder vor</translation>
  </message>
  <message>
   <source>100 % sure</source>
   <translation>100 % sicher</translation>
  </message>
  <message>
   <source>: imported.</source>
   <translation>: eingelesen.</translation>
  </message>
  <message>
   <source>A black and white PNG for every object and frame, a folder per object.</source>
   <translation>Ein schwarzweißes PNG je Objekt und Bild, ein Ordner je Objekt.</translation>
  </message>
  <message>
   <source>A clip has at most {max_objects} objects; remove one first.</source>
   <translation>Ein Clip hat höchstens {max_objects} Objekte; erst eines entfernen.</translation>
  </message>
  <message>
   <source>A collection is a folder with JPEGImages and Annotations (DAVIS, YouTube-VOS)</source>
   <translation>Eine Sammlung ist ein Ordner mit JPEGImages und Annotations (DAVIS, YouTube-VOS)</translation>
  </message>
  <message>
   <source>A collection that sst-train reads, with the provenance of every mask beside it.</source>
   <translation>Eine Sammlung, die sst-train liest, mit der Herkunft jeder Maske daneben.</translation>
  </message>
  <message>
   <source>A copy is in {name}.</source>
   <translation>Eine Kopie liegt in {name}.</translation>
  </message>
  <message>
   <source>A newer question took its place.</source>
   <translation>Eine neuere Frage ist an ihre Stelle getreten.</translation>
  </message>
  <message>
   <source>A page and two CSV tables: who made the masks, flicker, and what is empty, tiny, in pieces or jumping, each with its frame.</source>
   <translation>Eine Seite und zwei CSV-Tabellen: wer die Masken gemacht hat, Flackern, und was leer, winzig, zerteilt oder gesprungen ist, je mit seinem Bild.</translation>
  </message>
  <message>
   <source>A report that you can read and send is in the log folder.</source>
   <translation>Ein Bericht, den Sie lesen und senden können, liegt im Protokollordner.</translation>
  </message>
  <message>
   <source>A short clip that comes with the app; a copy of it is opened</source>
   <translation>Ein kurzer Clip, der dem Programm beiliegt; geöffnet wird eine Kopie</translation>
  </message>
  <message>
   <source>A video, a folder or a project</source>
   <translation>Ein Video, ein Ordner oder ein Projekt</translation>
  </message>
  <message>
   <source>About SST Annotator</source>
   <translation>Über SST Annotator</translation>
  </message>
  <message>
   <source>About and diagnostics</source>
   <translation>Über und Diagnose</translation>
  </message>
  <message>
   <source>Accept</source>
   <translation>Annehmen</translation>
  </message>
  <message>
   <source>Accept frames first, or export all of them</source>
   <translation>Erst Bilder annehmen oder alle exportieren</translation>
  </message>
  <message>
   <source>Actual size</source>
   <translation>Wahre Größe</translation>
  </message>
  <message>
   <source>Add an object and take it in hand</source>
   <translation>Ein Objekt anlegen und zur Hand nehmen</translation>
  </message>
  <message>
   <source>After</source>
   <translation>Nachher</translation>
  </message>
  <message>
   <source>All commands with their keys</source>
   <translation>Alle Befehle mit ihren Tasten</translation>
  </message>
  <message>
   <source>All frames of all objects on the timeline</source>
   <translation>Alle Bilder aller Objekte auf der Zeitleiste</translation>
  </message>
  <message>
   <source>All objects in one picture, or a folder for each.</source>
   <translation>Alle Objekte in einem Bild, oder ein Ordner für jedes.</translation>
  </message>
  <message>
   <source>All of these settings as they ship</source>
   <translation>Alle diese Einstellungen wie geliefert</translation>
  </message>
  <message>
   <source>Allow resizing to take each pixel from its nearest, or export it at full size</source>
   <translation>Das Anpassen der Größe erlauben (jeder Pixel vom nächstgelegenen) oder in voller Größe exportieren</translation>
  </message>
  <message>
   <source>An mp4 with the masks laid over the frames.</source>
   <translation>Ein mp4 mit den Masken über den Bildern.</translation>
  </message>
  <message>
   <source>Another program holds the project file</source>
   <translation>Ein anderes Programm hält die Projektdatei fest</translation>
  </message>
  <message>
   <source>Another window has taken the project over</source>
   <translation>Ein anderes Fenster hat das Projekt übernommen</translation>
  </message>
  <message>
   <source>Area
{area}</source>
   <translation>Fläche
{area}</translation>
  </message>
  <message>
   <source>Area and confidence of every mask over the clip, above the timeline</source>
   <translation>Fläche und Sicherheit jeder Maske über den Clip, oberhalb der Zeitleiste</translation>
  </message>
  <message>
   <source>Arrows move a cross (Shift: one pixel, Ctrl: far), Space presses and lets go</source>
   <translation>Pfeile bewegen ein Kreuz (Umschalt: ein Pixel, Strg: weit), die Leertaste drückt und lässt los</translation>
  </message>
  <message>
   <source>Arrows move the cross, Space presses and lets go; J gives the arrows back.</source>
   <translation>Pfeile bewegen das Kreuz, die Leertaste drückt und lässt los; J gibt die Pfeile zurück.</translation>
  </message>
  <message>
   <source>As it was.</source>
   <translation>Wie es war.</translation>
  </message>
  <message>
   <source>Back to the last object</source>
   <translation>Zurück zum letzten Objekt</translation>
  </message>
  <message>
   <source>Backward to where masks begin to be less sure</source>
   <translation>Zurück dorthin, wo Masken unsicherer werden</translation>
  </message>
  <message>
   <source>Before</source>
   <translation>Vorher</translation>
  </message>
  <message>
   <source>Before and after</source>
   <translation>Vorher und nachher</translation>
  </message>
  <message>
   <source>Before the last run</source>
   <translation>Vor dem letzten Lauf</translation>
  </message>
  <message>
   <source>Begin again at the end of the range while playing</source>
   <translation>Beim Abspielen am Ende des Bereichs von vorn beginnen</translation>
  </message>
  <message>
   <source>Black and white masks: take 255 for object 1</source>
   <translation>Schwarzweiße Masken: 255 als Objekt 1 nehmen</translation>
  </message>
  <message>
   <source>Brightness</source>
   <translation>Helligkeit</translation>
  </message>
  <message>
   <source>Bring in indexed PNG masks: one file, or a folder</source>
   <translation>Indizierte PNG-Masken hereinholen: eine Datei oder einen Ordner</translation>
  </message>
  <message>
   <source>Bring the mask of the object in hand from the frame after</source>
   <translation>Die Maske des Objekts zur Hand vom nächsten Bild holen</translation>
  </message>
  <message>
   <source>Bring the mask of the object in hand from the frame before</source>
   <translation>Die Maske des Objekts zur Hand vom vorigen Bild holen</translation>
  </message>
  <message>
   <source>Browse…</source>
   <translation>Durchsuchen…</translation>
  </message>
  <message>
   <source>Brush</source>
   <translation>Pinsel</translation>
  </message>
  <message>
   <source>Brush size on screen</source>
   <translation>Pinselgröße am Bildschirm</translation>
  </message>
  <message>
   <source>By its number</source>
   <translation>Nach seiner Nummer</translation>
  </message>
  <message>
   <source>COCO and YouTube-VIS</source>
   <translation>COCO und YouTube-VIS</translation>
  </message>
  <message>
   <source>COCO files need pycocotools, which is missing</source>
   <translation>COCO-Dateien brauchen pycocotools, und das fehlt</translation>
  </message>
  <message>
   <source>Cancel</source>
   <translation>Abbrechen</translation>
  </message>
  <message>
   <source>Carry the masks from here back to the reference before</source>
   <translation>Die Masken von hier zur vorigen Referenz zurücktragen</translation>
  </message>
  <message>
   <source>Carry the masks from here to the end of the range</source>
   <translation>Die Masken von hier bis zum Ende des Bereichs tragen</translation>
  </message>
  <message>
   <source>Carry the masks from here to the start of the range</source>
   <translation>Die Masken von hier bis zum Anfang des Bereichs tragen</translation>
  </message>
  <message>
   <source>Carry the masks from here up to the next reference</source>
   <translation>Die Masken von hier bis zur nächsten Referenz tragen</translation>
  </message>
  <message>
   <source>Carry the masks of every clip of the folder that has some, in the background</source>
   <translation>Die Masken jedes Clips im Ordner, der welche hat, im Hintergrund weitertragen</translation>
  </message>
  <message>
   <source>Carry the masks of every clip that has some</source>
   <translation>Die Masken jedes Clips, der welche hat, weitertragen</translation>
  </message>
  <message>
   <source>Carry the masks over the selected stretch anew; what is yours stays</source>
   <translation>Die Masken über das gewählte Stück neu tragen; was Ihres ist, bleibt</translation>
  </message>
  <message>
   <source>Categories</source>
   <translation>Kategorien</translation>
  </message>
  <message>
   <source>Categories: {names}.</source>
   <translation>Kategorien: {names}.</translation>
  </message>
  <message>
   <source>Category of {name}</source>
   <translation>Kategorie von {name}</translation>
  </message>
  <message>
   <source>Category…</source>
   <translation>Kategorie…</translation>
  </message>
  <message>
   <source>Change</source>
   <translation>Änderung</translation>
  </message>
  <message>
   <source>Chapter</source>
   <translation>Kapitel</translation>
  </message>
  <message>
   <source>Chapters</source>
   <translation>Kapitel</translation>
  </message>
  <message>
   <source>Check that this is the clip the masks were drawn on</source>
   <translation>Prüfen, ob dies der Clip ist, auf dem die Masken gezeichnet wurden</translation>
  </message>
  <message>
   <source>Check the path or the name</source>
   <translation>Pfad oder Namen prüfen</translation>
  </message>
  <message>
   <source>Choose a folder first.</source>
   <translation>Erst einen Ordner wählen.</translation>
  </message>
  <message>
   <source>Choose an indexed PNG, a folder of masks, or a json of COCO or YouTube-VIS.</source>
   <translation>Ein indiziertes PNG wählen, einen Ordner mit Masken oder ein json von COCO oder YouTube-VIS.</translation>
  </message>
  <message>
   <source>Choose another folder</source>
   <translation>Einen anderen Ordner wählen</translation>
  </message>
  <message>
   <source>Choose another folder, or pass --overwrite to replace masks of the same names</source>
   <translation>Einen anderen Ordner wählen oder das Ersetzen gleichnamiger Masken erlauben (--overwrite)</translation>
  </message>
  <message>
   <source>Choose another folder, or remove the file</source>
   <translation>Einen anderen Ordner wählen oder die Datei entfernen</translation>
  </message>
  <message>
   <source>Choose another name</source>
   <translation>Einen anderen Namen wählen</translation>
  </message>
  <message>
   <source>Choose another place</source>
   <translation>Einen anderen Ort wählen</translation>
  </message>
  <message>
   <source>Choose from {names}</source>
   <translation>Eines von diesen wählen: {names}</translation>
  </message>
  <message>
   <source>Choose one of: {names}</source>
   <translation>Eines von diesen wählen: {names}</translation>
  </message>
  <message>
   <source>Choose the original file, or accept this one if you know it is the same</source>
   <translation>Die ursprüngliche Datei wählen, oder diese annehmen, wenn Sie wissen, dass sie dieselbe ist</translation>
  </message>
  <message>
   <source>Clear</source>
   <translation>Leeren</translation>
  </message>
  <message>
   <source>Clear range</source>
   <translation>Bereich aufheben</translation>
  </message>
  <message>
   <source>Clear the object in hand here, or the selected stretch</source>
   <translation>Das Objekt zur Hand hier leeren, oder das gewählte Stück</translation>
  </message>
  <message>
   <source>Clear this list</source>
   <translation>Diese Liste leeren</translation>
  </message>
  <message>
   <source>Click a region of one colour · right button erases</source>
   <translation>In eine Fläche einer Farbe klicken · rechte Taste radiert</translation>
  </message>
  <message>
   <source>Click corners · drag moves one, Alt+click removes it · Enter fills · Esc drops</source>
   <translation>Ecken klicken · Ziehen bewegt eine, Alt+Klick entfernt sie · Enter füllt · Esc verwirft</translation>
  </message>
  <message>
   <source>Click corners, drag them, Enter fills</source>
   <translation>Ecken klicken und ziehen, Enter füllt</translation>
  </message>
  <message>
   <source>Click it or drag a box · Shift+click: not this · Enter keeps · Backspace takes back</source>
   <translation>Darauf klicken oder einen Kasten ziehen · Umschalt+Klick: das nicht · Eingabe behält · Rücktaste nimmt zurück</translation>
  </message>
  <message>
   <source>Click on the object or drag a box; Shift+click takes away; clicks mend a mask, too</source>
   <translation>Auf das Objekt klicken oder einen Kasten ziehen; Umschalt+Klick nimmt weg; Klicks bessern auch eine Maske aus</translation>
  </message>
  <message>
   <source>Click to lock on all frames</source>
   <translation>Klicken, um es auf allen Bildern zu sperren</translation>
  </message>
  <message>
   <source>Clip</source>
   <translation>Clip</translation>
  </message>
  <message>
   <source>Clips</source>
   <translation>Clips</translation>
  </message>
  <message>
   <source>Clips to learn from</source>
   <translation>Clips, aus denen gelernt wird</translation>
  </message>
  <message>
   <source>Close</source>
   <translation>Schließen</translation>
  </message>
  <message>
   <source>Close the window; everything is saved</source>
   <translation>Das Fenster schließen; alles ist gespeichert</translation>
  </message>
  <message>
   <source>Collection for sst-train</source>
   <translation>Sammlung für sst-train</translation>
  </message>
  <message>
   <source>Colour masks by how sure the model was: orange is in doubt, blue is sure</source>
   <translation>Masken danach färben, wie sicher das Modell war: Orange ist zweifelhaft, Blau ist sicher</translation>
  </message>
  <message>
   <source>Colour on screen</source>
   <translation>Farbe am Bildschirm</translation>
  </message>
  <message>
   <source>Colours</source>
   <translation>Farben</translation>
  </message>
  <message>
   <source>Colour…</source>
   <translation>Farbe…</translation>
  </message>
  <message>
   <source>Command</source>
   <translation>Befehl</translation>
  </message>
  <message>
   <source>Command palette…</source>
   <translation>Befehl suchen…</translation>
  </message>
  <message>
   <source>Comparing with the weights in use: {clip}</source>
   <translation>Vergleich mit den jetzigen Gewichten: {clip}</translation>
  </message>
  <message>
   <source>Confidence</source>
   <translation>Sicherheit</translation>
  </message>
  <message>
   <source>Confidence
{sure}</source>
   <translation>Sicherheit
{sure}</translation>
  </message>
  <message>
   <source>Contours only</source>
   <translation>Nur Umrisse</translation>
  </message>
  <message>
   <source>Contrast</source>
   <translation>Kontrast</translation>
  </message>
  <message>
   <source>Convert it to an 8-bit indexed PNG with ids from 0 to 254</source>
   <translation>In ein indiziertes PNG mit 8 Bit und Nummern von 0 bis 254 umwandeln</translation>
  </message>
  <message>
   <source>Convert it to an indexed PNG, one id per object</source>
   <translation>In ein indiziertes PNG umwandeln, eine Nummer je Objekt</translation>
  </message>
  <message>
   <source>Copy</source>
   <translation>Kopieren</translation>
  </message>
  <message>
   <source>Copy all of this, for a report of a fault</source>
   <translation>All dies kopieren, um einen Fehler zu melden</translation>
  </message>
  <message>
   <source>Copy diagnostics</source>
   <translation>Diagnose kopieren</translation>
  </message>
  <message>
   <source>Copy mask from the next frame</source>
   <translation>Maske vom nächsten Bild übernehmen</translation>
  </message>
  <message>
   <source>Copy mask from the previous frame</source>
   <translation>Maske vom vorigen Bild übernehmen</translation>
  </message>
  <message>
   <source>Copy this mask over the selection</source>
   <translation>Diese Maske über die Auswahl legen</translation>
  </message>
  <message>
   <source>Copying to {name}…</source>
   <translation>Wird nach {name} kopiert …</translation>
  </message>
  <message>
   <source>Correct or accept some frames and export the collection again</source>
   <translation>Korrigieren oder bestätigen Sie einige Bilder und exportieren Sie die Sammlung erneut</translation>
  </message>
  <message>
   <source>Correct the same object on another frame</source>
   <translation>Korrigieren Sie dasselbe Objekt auf einem weiteren Bild</translation>
  </message>
  <message>
   <source>Curves</source>
   <translation>Kurven</translation>
  </message>
  <message>
   <source>Cut-outs</source>
   <translation>Freisteller</translation>
  </message>
  <message>
   <source>DAVIS</source>
   <translation>DAVIS</translation>
  </message>
  <message>
   <source>Data</source>
   <translation>Daten</translation>
  </message>
  <message>
   <source>Decoded frames kept in memory</source>
   <translation>Entschlüsselte Bilder im Speicher</translation>
  </message>
  <message>
   <source>Decoded frames kept in memory, for clips opened from now on</source>
   <translation>Entschlüsselte Bilder im Speicher, für Clips, die ab jetzt geöffnet werden</translation>
  </message>
  <message>
   <source>Decoded frames kept on disk while a clip is open; gone when it is closed</source>
   <translation>Entschlüsselte Bilder auf der Platte, solange ein Clip offen ist; danach sind sie weg</translation>
  </message>
  <message>
   <source>Default</source>
   <translation>Standard</translation>
  </message>
  <message>
   <source>Defaults</source>
   <translation>Standard</translation>
  </message>
  <message>
   <source>Deutsch</source>
   <translation>Deutsch</translation>
  </message>
  <message>
   <source>Device</source>
   <translation>Gerät</translation>
  </message>
  <message>
   <source>Disk cache, MiB</source>
   <translation>Plattenspeicher, MiB</translation>
  </message>
  <message>
   <source>Do the undone step again</source>
   <translation>Den zurückgenommenen Schritt wieder tun</translation>
  </message>
  <message>
   <source>Done again</source>
   <translation>Wiederholt</translation>
  </message>
  <message>
   <source>Double click to rename, drag to reorder; upper rows lie on top</source>
   <translation>Doppelklick benennt um, Ziehen ordnet; obere Zeilen liegen obenauf</translation>
  </message>
  <message>
   <source>Drag the picture · the wheel zooms</source>
   <translation>Das Bild ziehen · das Rad vergrößert</translation>
  </message>
  <message>
   <source>Drag the picture; the middle mouse button always does</source>
   <translation>Das Bild ziehen; die mittlere Maustaste tut es immer</translation>
  </message>
  <message>
   <source>Draw</source>
   <translation>Zeichnen</translation>
  </message>
  <message>
   <source>Draw a mask first: there is nothing to look at yet.</source>
   <translation>Erst eine Maske zeichnen: noch gibt es nichts anzusehen.</translation>
  </message>
  <message>
   <source>Draw a mask first; nothing says yet what to follow.</source>
   <translation>Erst eine Maske zeichnen; noch ist nichts da, dem zu folgen wäre.</translation>
  </message>
  <message>
   <source>Draw around a region to fill it</source>
   <translation>Um eine Fläche zeichnen, um sie zu füllen</translation>
  </message>
  <message>
   <source>Draw around · drag corners, Alt+click removes one · Enter fills · Esc drops</source>
   <translation>Umfahren · Ecken ziehen, Alt+Klick entfernt eine · Enter füllt · Esc verwirft</translation>
  </message>
  <message>
   <source>Draw or accept an object on at least one frame</source>
   <translation>Zeichnen oder bestätigen Sie auf mindestens einem Bild ein Objekt</translation>
  </message>
  <message>
   <source>Draw or import a mask first, or choose other frames</source>
   <translation>Erst eine Maske zeichnen oder einlesen, oder andere Bilder wählen</translation>
  </message>
  <message>
   <source>Draw outlines instead of filled masks</source>
   <translation>Umrisse statt gefüllter Masken zeichnen</translation>
  </message>
  <message>
   <source>Draw the object on a frame first</source>
   <translation>Das Objekt erst auf einem Bild zeichnen</translation>
  </message>
  <message>
   <source>Draw the object on a frame from which they can be reached</source>
   <translation>Das Objekt auf einem Bild zeichnen, von dem aus sie erreicht werden</translation>
  </message>
  <message>
   <source>Drawing waits until the drive answers.</source>
   <translation>Das Zeichnen wartet, bis das Laufwerk antwortet.</translation>
  </message>
  <message>
   <source>Drawing waits until there is space on the disk.</source>
   <translation>Das Zeichnen wartet, bis auf der Platte Platz ist.</translation>
  </message>
  <message>
   <source>Drop a video here, or try the sample</source>
   <translation>Ein Video hierher ziehen oder das Beispiel öffnen</translation>
  </message>
  <message>
   <source>Edit</source>
   <translation>Bearbeiten</translation>
  </message>
  <message>
   <source>Engine</source>
   <translation>Rechenprozess</translation>
  </message>
  <message>
   <source>English</source>
   <translation>English</translation>
  </message>
  <message>
   <source>Eraser</source>
   <translation>Radierer</translation>
  </message>
  <message>
   <source>Every finished gesture is on disk</source>
   <translation>Jede fertige Geste ist auf der Platte</translation>
  </message>
  <message>
   <source>Export</source>
   <translation>Exportieren</translation>
  </message>
  <message>
   <source>Export all clips…</source>
   <translation>Alle Clips exportieren…</translation>
  </message>
  <message>
   <source>Export all {count} clips</source>
   <translation>Alle {count} Clips exportieren</translation>
  </message>
  <message>
   <source>Export all…</source>
   <translation>Alle exportieren…</translation>
  </message>
  <message>
   <source>Export the collection again</source>
   <translation>Exportieren Sie die Sammlung erneut</translation>
  </message>
  <message>
   <source>Export the masks again from the whole frame</source>
   <translation>Die Masken noch einmal vom ganzen Bild exportieren</translation>
  </message>
  <message>
   <source>Export…</source>
   <translation>Exportieren…</translation>
  </message>
  <message>
   <source>Extend the selection of the object in hand along the timeline</source>
   <translation>Die Auswahl des Objekts zur Hand auf der Zeitleiste erweitern</translation>
  </message>
  <message>
   <source>Fainter masks</source>
   <translation>Schwächere Masken</translation>
  </message>
  <message>
   <source>File</source>
   <translation>Datei</translation>
  </message>
  <message>
   <source>File or folder</source>
   <translation>Datei oder Ordner</translation>
  </message>
  <message>
   <source>Files</source>
   <translation>Dateien</translation>
  </message>
  <message>
   <source>File…</source>
   <translation>Datei…</translation>
  </message>
  <message>
   <source>Fill a region of one colour</source>
   <translation>Eine Fläche einer Farbe füllen</translation>
  </message>
  <message>
   <source>Fill holes</source>
   <translation>Löcher füllen</translation>
  </message>
  <message>
   <source>Fill holes up to the size set under Refine</source>
   <translation>Löcher bis zur Größe füllen, die unter Verfeinern steht</translation>
  </message>
  <message>
   <source>Fill holes, remove specks, grow, shrink</source>
   <translation>Löcher füllen, Flecken entfernen, erweitern, schrumpfen</translation>
  </message>
  <message>
   <source>Fill the screen, or not</source>
   <translation>Den Bildschirm füllen, oder nicht</translation>
  </message>
  <message>
   <source>Fill the whole range from all references</source>
   <translation>Den ganzen Bereich von allen Referenzen aus füllen</translation>
  </message>
  <message>
   <source>Find a command or a key</source>
   <translation>Einen Befehl oder eine Taste suchen</translation>
  </message>
  <message>
   <source>Find any command by its name</source>
   <translation>Jeden Befehl nach seinem Namen finden</translation>
  </message>
  <message>
   <source>Find it…</source>
   <translation>Suchen…</translation>
  </message>
  <message>
   <source>Find {name}</source>
   <translation>{name} suchen</translation>
  </message>
  <message>
   <source>First frame</source>
   <translation>Erstes Bild</translation>
  </message>
  <message>
   <source>First masks, corrections, long videos, training, exports, troubles</source>
   <translation>Erste Masken, Korrekturen, lange Videos, Training, Exporte, Störungen</translation>
  </message>
  <message>
   <source>Fit</source>
   <translation>Einpassen</translation>
  </message>
  <message>
   <source>Fit masks of another size to the frames</source>
   <translation>Masken anderer Größe den Bildern anpassen</translation>
  </message>
  <message>
   <source>Flood fill</source>
   <translation>Fläche füllen</translation>
  </message>
  <message>
   <source>Folder</source>
   <translation>Ordner</translation>
  </message>
  <message>
   <source>Folder of masks</source>
   <translation>Ordner mit Masken</translation>
  </message>
  <message>
   <source>Folder…</source>
   <translation>Ordner…</translation>
  </message>
  <message>
   <source>Follow a run</source>
   <translation>Einem Lauf folgen</translation>
  </message>
  <message>
   <source>For frame</source>
   <translation>Für Bild</translation>
  </message>
  <message>
   <source>For the pixel under the pointer: where the model looks in your masks and before</source>
   <translation>Für den Punkt unter dem Zeiger: wohin das Modell in Ihren Masken und in früheren Bildern sieht</translation>
  </message>
  <message>
   <source>Format</source>
   <translation>Format</translation>
  </message>
  <message>
   <source>Forward to where masks begin to be less sure</source>
   <translation>Vor dorthin, wo Masken unsicherer werden</translation>
  </message>
  <message>
   <source>Frame</source>
   <translation>Bild</translation>
  </message>
  <message>
   <source>Frame cache, MiB</source>
   <translation>Bildspeicher, MiB</translation>
  </message>
  <message>
   <source>Frame {frame} has no mask to copy, or it is there already.</source>
   <translation>Bild {frame} hat keine Maske zum Übernehmen, oder sie ist schon da.</translation>
  </message>
  <message>
   <source>Frame {frame} of {last}. Masks: {names}</source>
   <translation>Bild {frame} von {last}. Masken: {names}</translation>
  </message>
  <message>
   <source>Frame {place}: {words}</source>
   <translation>Bild {place}: {words}</translation>
  </message>
  <message>
   <source>Frame, 0 to {last}:</source>
   <translation>Bild, 0 bis {last}:</translation>
  </message>
  <message>
   <source>Frame, and its time in the clip</source>
   <translation>Bild, und seine Zeit im Clip</translation>
  </message>
  <message>
   <source>Frames</source>
   <translation>Bilder</translation>
  </message>
  <message>
   <source>Frames are named {first} to {last}</source>
   <translation>Die Bilder heißen {first} bis {last}</translation>
  </message>
  <message>
   <source>Frames as JPEG of quality 95, as lossless PNG, or not at all.</source>
   <translation>Bilder als JPEG der Güte 95, als verlustfreies PNG oder gar nicht.</translation>
  </message>
  <message>
   <source>Frames must all have one size</source>
   <translation>Alle Bilder müssen gleich groß sein</translation>
  </message>
  <message>
   <source>Frames seen by the model on disk, MiB</source>
   <translation>Vom Modell gesehene Bilder auf der Platte, MiB</translation>
  </message>
  <message>
   <source>Frames seen by the model, MiB</source>
   <translation>Vom Modell gesehene Bilder, MiB</translation>
  </message>
  <message>
   <source>Frames you draw on appear here</source>
   <translation>Bilder, auf denen Sie zeichnen, stehen hier</translation>
  </message>
  <message>
   <source>From a correction to the neighbouring references, and not beyond</source>
   <translation>Von einer Korrektur zu den Referenzen daneben, und nicht weiter</translation>
  </message>
  <message>
   <source>From here on swap {name} with</source>
   <translation>Von hier an {name} tauschen mit</translation>
  </message>
  <message>
   <source>Full screen</source>
   <translation>Ganzer Bildschirm</translation>
  </message>
  <message>
   <source>Gamma</source>
   <translation>Gamma</translation>
  </message>
  <message>
   <source>Gathering frames: {done} of {total}</source>
   <translation>Bilder sammeln: {done} von {total}</translation>
  </message>
  <message>
   <source>Gathering the corrected frames…</source>
   <translation>Die korrigierten Bilder werden gesammelt…</translation>
  </message>
  <message>
   <source>Get it again</source>
   <translation>Neu beschaffen</translation>
  </message>
  <message>
   <source>Getting ready…</source>
   <translation>Wird vorbereitet…</translation>
  </message>
  <message>
   <source>Give a folder of PNGs, or a folder of such folders</source>
   <translation>Einen Ordner mit PNGs angeben oder einen Ordner solcher Ordner</translation>
  </message>
  <message>
   <source>Give a json of COCO instances or of YouTube-VIS</source>
   <translation>Ein json mit COCO-Instanzen oder von YouTube-VIS angeben</translation>
  </message>
  <message>
   <source>Give a name or a .safetensors</source>
   <translation>Einen Namen oder eine .safetensors-Datei angeben</translation>
  </message>
  <message>
   <source>Give a video or a folder of images</source>
   <translation>Ein Video oder einen Ordner mit Bildern angeben</translation>
  </message>
  <message>
   <source>Give a video, or a folder of jpg, png, tif, webp or bmp images</source>
   <translation>Ein Video angeben oder einen Ordner mit Bildern (jpg, png, tif, webp oder bmp)</translation>
  </message>
  <message>
   <source>Give each frame a name of its own</source>
   <translation>Jedem Bild einen eigenen Namen geben</translation>
  </message>
  <message>
   <source>Give its pixels to another object</source>
   <translation>Seine Pixel einem anderen Objekt geben</translation>
  </message>
  <message>
   <source>Give the chosen command these keys</source>
   <translation>Dem gewählten Befehl diese Tasten geben</translation>
  </message>
  <message>
   <source>Give the object a name</source>
   <translation>Dem Objekt einen Namen geben</translation>
  </message>
  <message>
   <source>Give the video that the project was made for</source>
   <translation>Das Video angeben, für das das Projekt angelegt wurde</translation>
  </message>
  <message>
   <source>Go</source>
   <translation>Gehe zu</translation>
  </message>
  <message>
   <source>Go back from weights of your own to those that came with the program</source>
   <translation>Von eigenen Gewichten zu denen zurück, die dem Programm beilagen</translation>
  </message>
  <message>
   <source>Go on</source>
   <translation>Weiter</translation>
  </message>
  <message>
   <source>Go to frame</source>
   <translation>Gehe zu Bild</translation>
  </message>
  <message>
   <source>Go to frame…</source>
   <translation>Gehe zu Bild…</translation>
  </message>
  <message>
   <source>Good as it is: no run may change this frame or the selection</source>
   <translation>Gut so: kein Lauf darf dieses Bild oder die Auswahl ändern</translation>
  </message>
  <message>
   <source>GrabCut answers: {why}</source>
   <translation>GrabCut antwortet: {why}</translation>
  </message>
  <message>
   <source>Grow</source>
   <translation>Erweitern</translation>
  </message>
  <message>
   <source>Grow or shrink by</source>
   <translation>Erweitern oder schrumpfen um</translation>
  </message>
  <message>
   <source>Hand</source>
   <translation>Hand</translation>
  </message>
  <message>
   <source>Help</source>
   <translation>Hilfe</translation>
  </message>
  <message>
   <source>Hidden: click to show</source>
   <translation>Verborgen: klicken zum Zeigen</translation>
  </message>
  <message>
   <source>Hide masks</source>
   <translation>Masken verbergen</translation>
  </message>
  <message>
   <source>Hide or show</source>
   <translation>Verbergen oder zeigen</translation>
  </message>
  <message>
   <source>Hold the key to see the masks as they were before the last run</source>
   <translation>Taste halten, um die Masken vor dem letzten Lauf zu sehen</translation>
  </message>
  <message>
   <source>How far a colour may be from the one clicked on</source>
   <translation>Wie weit eine Farbe von der angeklickten abweichen darf</translation>
  </message>
  <message>
   <source>How strongly masks cover the picture</source>
   <translation>Wie stark Masken das Bild bedecken</translation>
  </message>
  <message>
   <source>Import</source>
   <translation>Einlesen</translation>
  </message>
  <message>
   <source>Import masks</source>
   <translation>Masken einlesen</translation>
  </message>
  <message>
   <source>Import masks…</source>
   <translation>Masken einlesen…</translation>
  </message>
  <message>
   <source>Import them as binary masks to take 255 for object 1</source>
   <translation>Als schwarzweiße Masken einlesen, dann gilt 255 als Objekt 1</translation>
  </message>
  <message>
   <source>In and out points at the ends of the selection</source>
   <translation>Anfangs- und Endpunkt an die Enden der Auswahl</translation>
  </message>
  <message>
   <source>It cannot be written.</source>
   <translation>Sie lässt sich nicht schreiben.</translation>
  </message>
  <message>
   <source>It lies in {path}</source>
   <translation>Er liegt in {path}</translation>
  </message>
  <message>
   <source>JPEG 95 or lossless PNG.</source>
   <translation>JPEG 95 oder verlustfreies PNG.</translation>
  </message>
  <message>
   <source>JPEGImages, Annotations (indexed PNG, DAVIS palette) and ImageSets, as in DAVIS 2017.</source>
   <translation>JPEGImages, Annotations (indiziertes PNG, DAVIS-Palette) und ImageSets, wie in DAVIS 2017.</translation>
  </message>
  <message>
   <source>JPEGImages, Annotations and a meta.json with the category and frames of every object.</source>
   <translation>JPEGImages, Annotations und eine meta.json mit Kategorie und Bildern jedes Objekts.</translation>
  </message>
  <message>
   <source>Jump to</source>
   <translation>Springen zu</translation>
  </message>
  <message>
   <source>Keep the old one</source>
   <translation>Die alten behalten</translation>
  </message>
  <message>
   <source>Kept in the engine's memory, so that a second run is faster; 2 MiB a frame</source>
   <translation>Im Speicher des Rechenprozesses, damit ein zweiter Lauf schneller ist; 2 MiB je Bild</translation>
  </message>
  <message>
   <source>Kept in the project:</source>
   <translation>Wird im Projekt aufbewahrt:</translation>
  </message>
  <message>
   <source>Kept on disk where memory is full; gone when the program ends</source>
   <translation>Auf der Platte, wo der Speicher voll ist; weg, wenn das Programm endet</translation>
  </message>
  <message>
   <source>Keys</source>
   <translation>Tasten</translation>
  </message>
  <message>
   <source>Language</source>
   <translation>Sprache</translation>
  </message>
  <message>
   <source>Larger brush</source>
   <translation>Größerer Pinsel</translation>
  </message>
  <message>
   <source>Larger; the wheel zooms to the cursor</source>
   <translation>Größer; das Rad vergrößert am Zeiger</translation>
  </message>
  <message>
   <source>Lasso</source>
   <translation>Lasso</translation>
  </message>
  <message>
   <source>Last edited frame</source>
   <translation>Zuletzt bearbeitetes Bild</translation>
  </message>
  <message>
   <source>Last frame</source>
   <translation>Letztes Bild</translation>
  </message>
  <message>
   <source>Leave it out</source>
   <translation>Weglassen</translation>
  </message>
  <message>
   <source>Leave out frames with a mask that nobody drew or accepted</source>
   <translation>Bilder weglassen, deren Maske niemand gezeichnet oder angenommen hat</translation>
  </message>
  <message>
   <source>Leave out masks that match no frame</source>
   <translation>Masken weglassen, die zu keinem Bild passen</translation>
  </message>
  <message>
   <source>Leave the split out</source>
   <translation>Den Teil weglassen</translation>
  </message>
  <message>
   <source>Leave without them</source>
   <translation>Ohne sie gehen</translation>
  </message>
  <message>
   <source>Left out: {sentence}.</source>
   <translation>Ausgelassen: {sentence}.</translation>
  </message>
  <message>
   <source>Let go of the gesture in hand, or stop the run; what is done stays</source>
   <translation>Die Geste zur Hand loslassen oder den Lauf anhalten; was fertig ist, bleibt</translation>
  </message>
  <message>
   <source>Let more of the picture through the masks</source>
   <translation>Mehr vom Bild durch die Masken lassen</translation>
  </message>
  <message>
   <source>Let the masks cover more of the picture</source>
   <translation>Die Masken mehr vom Bild bedecken lassen</translation>
  </message>
  <message>
   <source>Let the model learn from masks you made or accepted; it is tested before it is used</source>
   <translation>Das Modell aus Masken lernen lassen, die Sie gemacht oder angenommen haben; geprüft, bevor es gilt</translation>
  </message>
  <message>
   <source>Let the model learn from this frame, or not</source>
   <translation>Das Modell von diesem Bild lernen lassen, oder nicht</translation>
  </message>
  <message>
   <source>Light, dark, or as the desktop says</source>
   <translation>Hell, dunkel oder wie die Arbeitsfläche</translation>
  </message>
  <message>
   <source>List</source>
   <translation>Liste</translation>
  </message>
  <message>
   <source>List of categories…</source>
   <translation>Liste der Kategorien…</translation>
  </message>
  <message>
   <source>Live</source>
   <translation>Mitlaufend</translation>
  </message>
  <message>
   <source>Lock or unlock</source>
   <translation>Sperren oder freigeben</translation>
  </message>
  <message>
   <source>Lock or unlock the frame</source>
   <translation>Das Bild sperren oder freigeben</translation>
  </message>
  <message>
   <source>Locked</source>
   <translation>Gesperrt</translation>
  </message>
  <message>
   <source>Look</source>
   <translation>Aussehen</translation>
  </message>
  <message>
   <source>Look ahead</source>
   <translation>Vorausschauen</translation>
  </message>
  <message>
   <source>Look at the bare picture; a tap switches, holding shows it while held</source>
   <translation>Das bloße Bild ansehen; Antippen schaltet um, Halten zeigt es solange</translation>
  </message>
  <message>
   <source>Look at what was written</source>
   <translation>Ansehen, was geschrieben wurde</translation>
  </message>
  <message>
   <source>Look for a folder</source>
   <translation>Einen Ordner suchen</translation>
  </message>
  <message>
   <source>Look, tracking, memory</source>
   <translation>Aussehen, Verfolgen, Speicher</translation>
  </message>
  <message>
   <source>Looking at frames: {done} of {total}</source>
   <translation>Bilder ansehen: {done} von {total}</translation>
  </message>
  <message>
   <source>Look…</source>
   <translation>Aussehen…</translation>
  </message>
  <message>
   <source>Loop</source>
   <translation>Schleife</translation>
  </message>
  <message>
   <source>Make each separate part an object</source>
   <translation>Jedes getrennte Teil zu einem Objekt machen</translation>
  </message>
  <message>
   <source>Make space on the disk, or save a copy elsewhere</source>
   <translation>Auf der Platte Platz schaffen oder anderswo eine Kopie speichern</translation>
  </message>
  <message>
   <source>Make the brush larger (Ctrl+wheel does it too)</source>
   <translation>Den Pinsel größer machen (auch mit Strg+Rad)</translation>
  </message>
  <message>
   <source>Make the brush smaller (Ctrl+wheel does it too)</source>
   <translation>Den Pinsel kleiner machen (auch mit Strg+Rad)</translation>
  </message>
  <message>
   <source>Mask 0 is frame</source>
   <translation>Maske 0 ist Bild</translation>
  </message>
  <message>
   <source>Masks</source>
   <translation>Masken</translation>
  </message>
  <message>
   <source>Masks (*.png *.json);;All files (*)</source>
   <translation>Masken (*.png *.json);;Alle Dateien (*)</translation>
  </message>
  <message>
   <source>Masks nobody accepted</source>
   <translation>Masken, die niemand annahm</translation>
  </message>
  <message>
   <source>Memory</source>
   <translation>Speicher</translation>
  </message>
  <message>
   <source>Memory of this window and of the engine</source>
   <translation>Speicher dieses Fensters und des Rechenprozesses</translation>
  </message>
  <message>
   <source>Memory ran out at {resolution} pixels; going on at {smaller}.</source>
   <translation>Bei {resolution} Pixeln reichte der Speicher nicht; weiter geht es mit {smaller}.</translation>
  </message>
  <message>
   <source>Memory ran out; going on with {most} masks to go by at a time.</source>
   <translation>Der Speicher reichte nicht; weiter geht es mit {most} Vorlagemasken auf einmal.</translation>
  </message>
  <message>
   <source>Merge into…</source>
   <translation>Vereinen mit…</translation>
  </message>
  <message>
   <source>Merge {name} into</source>
   <translation>{name} vereinen mit</translation>
  </message>
  <message>
   <source>Mistakes, up to</source>
   <translation>Fehler, bis zu</translation>
  </message>
  <message>
   <source>Model resolution, pixels</source>
   <translation>Auflösung des Modells, Pixel</translation>
  </message>
  <message>
   <source>Move down</source>
   <translation>Nach unten</translation>
  </message>
  <message>
   <source>Move up</source>
   <translation>Nach oben</translation>
  </message>
  <message>
   <source>Name of shipped weights, or a safetensors file</source>
   <translation>Name mitgelieferter Gewichte oder eine safetensors-Datei</translation>
  </message>
  <message>
   <source>Name of the weights</source>
   <translation>Name der Gewichte</translation>
  </message>
  <message>
   <source>Name:</source>
   <translation>Name:</translation>
  </message>
  <message>
   <source>Narrow the mask of the object in hand by the pixels set under Refine</source>
   <translation>Die Maske des Objekts zur Hand um die Pixel verengen, die unter Verfeinern stehen</translation>
  </message>
  <message>
   <source>Nearer to the bottom</source>
   <translation>Weiter nach unten</translation>
  </message>
  <message>
   <source>Nearer to the top</source>
   <translation>Weiter nach oben</translation>
  </message>
  <message>
   <source>New object</source>
   <translation>Neues Objekt</translation>
  </message>
  <message>
   <source>Next clip</source>
   <translation>Nächster Clip</translation>
  </message>
  <message>
   <source>Next frame</source>
   <translation>Nächstes Bild</translation>
  </message>
  <message>
   <source>Next panel</source>
   <translation>Nächster Bereich des Fensters</translation>
  </message>
  <message>
   <source>Next reference</source>
   <translation>Nächste Referenz</translation>
  </message>
  <message>
   <source>Next stretch in doubt</source>
   <translation>Nächstes zweifelhaftes Stück</translation>
  </message>
  <message>
   <source>Next to check</source>
   <translation>Als Nächstes prüfen</translation>
  </message>
  <message>
   <source>No clip was propagated.</source>
   <translation>Kein Clip wurde verfolgt.</translation>
  </message>
  <message>
   <source>No frame is corrected or accepted yet.</source>
   <translation>Noch ist kein Bild korrigiert oder angenommen.</translation>
  </message>
  <message>
   <source>No in point, no out point, no selection</source>
   <translation>Kein Anfangspunkt, kein Endpunkt, keine Auswahl</translation>
  </message>
  <message>
   <source>No other frame was edited.</source>
   <translation>Kein anderes Bild wurde bearbeitet.</translation>
  </message>
  <message>
   <source>No run may change this frame or the selection</source>
   <translation>Kein Lauf darf dieses Bild oder die Auswahl ändern</translation>
  </message>
  <message>
   <source>None of these {count} frames holds a mask.</source>
   <translation>Keines dieser {count} Bilder hat eine Maske.</translation>
  </message>
  <message>
   <source>Not visible here</source>
   <translation>Hier nicht sichtbar</translation>
  </message>
  <message>
   <source>Note on {name}</source>
   <translation>Notiz zu {name}</translation>
  </message>
  <message>
   <source>Note…</source>
   <translation>Notiz…</translation>
  </message>
  <message>
   <source>Nothing has changed yet.</source>
   <translation>Noch hat sich nichts geändert.</translation>
  </message>
  <message>
   <source>Nothing in doubt</source>
   <translation>Nichts zweifelhaft</translation>
  </message>
  <message>
   <source>Nothing is in doubt that way.</source>
   <translation>In dieser Richtung ist nichts zweifelhaft.</translation>
  </message>
  <message>
   <source>Nothing is in doubt.</source>
   <translation>Nichts ist zweifelhaft.</translation>
  </message>
  <message>
   <source>Nothing may change it</source>
   <translation>Nichts darf es ändern</translation>
  </message>
  <message>
   <source>Nothing stood out there; try a tighter box or a scribble.</source>
   <translation>Dort hob sich nichts ab; versuchen Sie einen engeren Rahmen oder ein Gekritzel.</translation>
  </message>
  <message>
   <source>Nothing to accept on {frames}.</source>
   <translation>Auf {frames} gibt es nichts anzunehmen.</translation>
  </message>
  <message>
   <source>Nothing yet</source>
   <translation>Noch nichts</translation>
  </message>
  <message>
   <source>Object 1</source>
   <translation>Objekt 1</translation>
  </message>
  <message>
   <source>Object 2</source>
   <translation>Objekt 2</translation>
  </message>
  <message>
   <source>Object 3</source>
   <translation>Objekt 3</translation>
  </message>
  <message>
   <source>Object 4</source>
   <translation>Objekt 4</translation>
  </message>
  <message>
   <source>Object 5</source>
   <translation>Objekt 5</translation>
  </message>
  <message>
   <source>Object 6</source>
   <translation>Objekt 6</translation>
  </message>
  <message>
   <source>Object 7</source>
   <translation>Objekt 7</translation>
  </message>
  <message>
   <source>Object 8</source>
   <translation>Objekt 8</translation>
  </message>
  <message>
   <source>Object 9</source>
   <translation>Objekt 9</translation>
  </message>
  <message>
   <source>Object colours</source>
   <translation>Farben der Objekte</translation>
  </message>
  <message>
   <source>Objects</source>
   <translation>Objekte</translation>
  </message>
  <message>
   <source>Objects: {names}.</source>
   <translation>Objekte: {names}.</translation>
  </message>
  <message>
   <source>Of all words and icons, at once</source>
   <translation>Aller Wörter und Sinnbilder, sofort</translation>
  </message>
  <message>
   <source>Of the window, from its next start; commands of the shell speak English</source>
   <translation>Des Fensters, ab dem nächsten Start; Befehle der Shell sprechen Englisch</translation>
  </message>
  <message>
   <source>On screen only; files keep the DAVIS palette</source>
   <translation>Nur am Bildschirm; Dateien behalten die DAVIS-Palette</translation>
  </message>
  <message>
   <source>On screen; files keep their palette</source>
   <translation>Am Bildschirm; Dateien behalten ihre Palette</translation>
  </message>
  <message>
   <source>One PNG per object</source>
   <translation>Ein PNG je Objekt</translation>
  </message>
  <message>
   <source>One a line:</source>
   <translation>Eine je Zeile:</translation>
  </message>
  <message>
   <source>One back</source>
   <translation>Eines zurück</translation>
  </message>
  <message>
   <source>One frame on</source>
   <translation>Ein Bild weiter</translation>
  </message>
  <message>
   <source>One mask, for frame {frame}</source>
   <translation>Eine Maske, für Bild {frame}</translation>
  </message>
  <message>
   <source>One moment: a long step is still being done.</source>
   <translation>Einen Moment: ein langer Schritt läuft noch.</translation>
  </message>
  <message>
   <source>One of the list, or a new one; empty for none:</source>
   <translation>Eine aus der Liste oder eine neue; leer für keine:</translation>
  </message>
  <message>
   <source>One pixel of the frame is one pixel of the screen</source>
   <translation>Ein Pixel des Bildes ist ein Pixel des Bildschirms</translation>
  </message>
  <message>
   <source>Only files on this computer can be opened.</source>
   <translation>Nur Dateien auf diesem Rechner können geöffnet werden.</translation>
  </message>
  <message>
   <source>Only frames that are drawn or accepted</source>
   <translation>Nur Bilder, die gezeichnet oder angenommen sind</translation>
  </message>
  <message>
   <source>Only {free} of memory are free: {what}.</source>
   <translation>Nur {free} Speicher sind frei: {what}.</translation>
  </message>
  <message>
   <source>Opacity</source>
   <translation>Deckkraft</translation>
  </message>
  <message>
   <source>Opacity and colours of masks; brightness, contrast and gamma of the picture</source>
   <translation>Deckkraft und Farben der Masken; Helligkeit, Kontrast und Gamma des Bildes</translation>
  </message>
  <message>
   <source>Open</source>
   <translation>Öffnen</translation>
  </message>
  <message>
   <source>Open a copy of the short clip that ships with the app</source>
   <translation>Eine Kopie des kurzen Clips öffnen, der dem Programm beiliegt</translation>
  </message>
  <message>
   <source>Open a folder of images as one clip, or a folder of videos as a list of clips</source>
   <translation>Einen Ordner mit Bildern als einen Clip öffnen, oder einen Ordner mit Videos als Liste von Clips</translation>
  </message>
  <message>
   <source>Open a video file or a project</source>
   <translation>Eine Videodatei oder ein Projekt öffnen</translation>
  </message>
  <message>
   <source>Open folder</source>
   <translation>Ordner öffnen</translation>
  </message>
  <message>
   <source>Open folder…</source>
   <translation>Ordner öffnen…</translation>
  </message>
  <message>
   <source>Open it</source>
   <translation>Öffnen</translation>
  </message>
  <message>
   <source>Open recent</source>
   <translation>Zuletzt geöffnet</translation>
  </message>
  <message>
   <source>Open report</source>
   <translation>Bericht öffnen</translation>
  </message>
  <message>
   <source>Open the folder in the file manager</source>
   <translation>Den Ordner in der Dateiverwaltung öffnen</translation>
  </message>
  <message>
   <source>Open the next clip of the folder</source>
   <translation>Den nächsten Clip des Ordners öffnen</translation>
  </message>
  <message>
   <source>Open the previous clip of the folder</source>
   <translation>Den vorigen Clip des Ordners öffnen</translation>
  </message>
  <message>
   <source>Open the sample</source>
   <translation>Beispiel öffnen</translation>
  </message>
  <message>
   <source>Open the video first; then its masks can be brought in.</source>
   <translation>Erst das Video öffnen; dann lassen sich seine Masken einlesen.</translation>
  </message>
  <message>
   <source>Open the video to start one</source>
   <translation>Das Video öffnen, um eines anzulegen</translation>
  </message>
  <message>
   <source>Open video</source>
   <translation>Video öffnen</translation>
  </message>
  <message>
   <source>Open video or project…</source>
   <translation>Video oder Projekt öffnen…</translation>
  </message>
  <message>
   <source>Open…</source>
   <translation>Öffnen…</translation>
  </message>
  <message>
   <source>Otherwise a folder that is not empty is refused</source>
   <translation>Sonst wird ein Ordner abgelehnt, der nicht leer ist</translation>
  </message>
  <message>
   <source>Out of sight, not gone</source>
   <translation>Außer Sicht, nicht weg</translation>
  </message>
  <message>
   <source>Outline the object in hand as it is on the frame before (amber) and after (blue)</source>
   <translation>Das Objekt zur Hand umreißen, wie es auf dem Bild davor (gelb) und danach (blau) ist</translation>
  </message>
  <message>
   <source>Outlines instead of filled masks</source>
   <translation>Umrisse statt gefüllter Masken</translation>
  </message>
  <message>
   <source>Outlines of the neighbours</source>
   <translation>Umrisse der Nachbarbilder</translation>
  </message>
  <message>
   <source>Overlay opacity, %</source>
   <translation>Deckkraft der Masken, %</translation>
  </message>
  <message>
   <source>Overlay video</source>
   <translation>Video mit Masken</translation>
  </message>
  <message>
   <source>Paint below objects higher in the list</source>
   <translation>Unter Objekten malen, die höher in der Liste stehen</translation>
  </message>
  <message>
   <source>Paint the object in hand; Shift paints a straight line</source>
   <translation>Das Objekt zur Hand malen; Umschalt malt eine gerade Linie</translation>
  </message>
  <message>
   <source>Paint void</source>
   <translation>Unbestimmt malen</translation>
  </message>
  <message>
   <source>Panel before</source>
   <translation>Voriger Bereich des Fensters</translation>
  </message>
  <message>
   <source>Pass --binary to take 255 for object 1</source>
   <translation>Mit --binary gilt 255 als Objekt 1</translation>
  </message>
  <message>
   <source>Pause</source>
   <translation>Pause</translation>
  </message>
  <message>
   <source>Paused.</source>
   <translation>Angehalten.</translation>
  </message>
  <message>
   <source>Pick</source>
   <translation>Aufnehmen</translation>
  </message>
  <message>
   <source>Picture</source>
   <translation>Bild</translation>
  </message>
  <message>
   <source>Picture, on screen only</source>
   <translation>Bild, nur am Bildschirm</translation>
  </message>
  <message>
   <source>Pictures</source>
   <translation>Bilder</translation>
  </message>
  <message>
   <source>Pixel-accurate video masks: draw on one frame, let the model carry them.</source>
   <translation>Pixelgenaue Masken für Videos: auf einem Bild zeichnen, das Modell trägt sie weiter.</translation>
  </message>
  <message>
   <source>Play</source>
   <translation>Abspielen</translation>
  </message>
  <message>
   <source>Play at the true rate, or stop</source>
   <translation>Im wahren Tempo abspielen, oder anhalten</translation>
  </message>
  <message>
   <source>Point at something in the picture.</source>
   <translation>Zeigen Sie auf etwas im Bild.</translation>
  </message>
  <message>
   <source>Point at the object first.</source>
   <translation>Zeigen Sie zuerst auf das Objekt.</translation>
  </message>
  <message>
   <source>Point with the keys</source>
   <translation>Mit den Tasten zeigen</translation>
  </message>
  <message>
   <source>Polygon</source>
   <translation>Vieleck</translation>
  </message>
  <message>
   <source>Press S and drag a box around something, or draw with D. Then F tracks it.</source>
   <translation>Drücken Sie S und ziehen Sie einen Rahmen um etwas, oder zeichnen Sie mit D. Dann verfolgt es F.</translation>
  </message>
  <message>
   <source>Previous clip</source>
   <translation>Voriger Clip</translation>
  </message>
  <message>
   <source>Previous frame</source>
   <translation>Voriges Bild</translation>
  </message>
  <message>
   <source>Previous reference</source>
   <translation>Vorige Referenz</translation>
  </message>
  <message>
   <source>Previous stretch in doubt</source>
   <translation>Voriges zweifelhaftes Stück</translation>
  </message>
  <message>
   <source>Projects (*.sst)</source>
   <translation>Projekte (*.sst)</translation>
  </message>
  <message>
   <source>Propagate all</source>
   <translation>Alle verfolgen</translation>
  </message>
  <message>
   <source>Propagate all clips</source>
   <translation>Alle Clips verfolgen</translation>
  </message>
  <message>
   <source>Protect other objects</source>
   <translation>Andere Objekte schützen</translation>
  </message>
  <message>
   <source>Put the mask of this frame on every selected frame</source>
   <translation>Die Maske dieses Bildes auf jedes gewählte Bild legen</translation>
  </message>
  <message>
   <source>QA report</source>
   <translation>Prüfbericht</translation>
  </message>
  <message>
   <source>Quit</source>
   <translation>Beenden</translation>
  </message>
  <message>
   <source>Range</source>
   <translation>Bereich</translation>
  </message>
  <message>
   <source>Range from selection</source>
   <translation>Bereich aus Auswahl</translation>
  </message>
  <message>
   <source>Reading the frames…</source>
   <translation>Die Bilder werden gelesen…</translation>
  </message>
  <message>
   <source>Reading…</source>
   <translation>Wird gelesen…</translation>
  </message>
  <message>
   <source>Redo</source>
   <translation>Wiederholen</translation>
  </message>
  <message>
   <source>References</source>
   <translation>Referenzen</translation>
  </message>
  <message>
   <source>Refine</source>
   <translation>Verfeinern</translation>
  </message>
  <message>
   <source>Refine the mask of the object in hand</source>
   <translation>Die Maske des Objekts zur Hand verfeinern</translation>
  </message>
  <message>
   <source>Regions overlap in {lost} pixels, where the smaller one is on top.</source>
   <translation>Flächen überlappen sich in {lost} Pixeln; dort liegt die kleinere oben.</translation>
  </message>
  <message>
   <source>Remove</source>
   <translation>Entfernen</translation>
  </message>
  <message>
   <source>Remove islands smaller than the size set under Refine</source>
   <translation>Inseln entfernen, die kleiner sind, als unter Verfeinern steht</translation>
  </message>
  <message>
   <source>Remove it on all frames</source>
   <translation>Auf allen Bildern entfernen</translation>
  </message>
  <message>
   <source>Remove one of them</source>
   <translation>Eine davon entfernen</translation>
  </message>
  <message>
   <source>Remove specks</source>
   <translation>Flecken entfernen</translation>
  </message>
  <message>
   <source>Rename</source>
   <translation>Umbenennen</translation>
  </message>
  <message>
   <source>Rename…</source>
   <translation>Umbenennen…</translation>
  </message>
  <message>
   <source>Replace files of the same names</source>
   <translation>Dateien gleichen Namens ersetzen</translation>
  </message>
  <message>
   <source>Reset</source>
   <translation>Zurücksetzen</translation>
  </message>
  <message>
   <source>Restore it from a backup, or start a new one</source>
   <translation>Aus einer Sicherung wiederherstellen oder ein neues anlegen</translation>
  </message>
  <message>
   <source>Retry smaller</source>
   <translation>Kleiner versuchen</translation>
  </message>
  <message>
   <source>Right button erases · Shift draws a straight line</source>
   <translation>Rechte Taste radiert · Umschalt zieht eine gerade Linie</translation>
  </message>
  <message>
   <source>Row and column under the pointer, and what is there</source>
   <translation>Zeile und Spalte unter dem Zeiger, und was dort ist</translation>
  </message>
  <message>
   <source>Run pip install 'sst-annotator[coco]'</source>
   <translation>pip install 'sst-annotator[coco]' ausführen</translation>
  </message>
  <message>
   <source>Runs end here</source>
   <translation>Läufe enden hier</translation>
  </message>
  <message>
   <source>Runs start here</source>
   <translation>Läufe beginnen hier</translation>
  </message>
  <message>
   <source>Runs use {name} from now on. Track &gt; Use the shipped weights goes back.</source>
   <translation>Läufe nutzen ab jetzt {name}. Verfolgen &gt; Mitgelieferte Gewichte führt zurück.</translation>
  </message>
  <message>
   <source>Runs use {shipped} again; {old} is kept.</source>
   <translation>Läufe nutzen wieder {shipped}; {old} bleibt erhalten.</translation>
  </message>
  <message>
   <source>SST Annotator ended unexpectedly last time; your work is stored.</source>
   <translation>SST Annotator wurde beim letzten Mal unerwartet beendet; Ihre Arbeit ist gespeichert.</translation>
  </message>
  <message>
   <source>Save a copy</source>
   <translation>Kopie speichern</translation>
  </message>
  <message>
   <source>Save a copy to change it, or close the other window</source>
   <translation>Zum Ändern eine Kopie speichern oder das andere Fenster schließen</translation>
  </message>
  <message>
   <source>Save a copy…</source>
   <translation>Kopie speichern…</translation>
  </message>
  <message>
   <source>Screen points per pixel of the frame</source>
   <translation>Bildschirmpunkte je Pixel des Bildes</translation>
  </message>
  <message>
   <source>Scribble on it · Shift marks what is not · Enter keeps · Backspace takes back</source>
   <translation>Darauf kritzeln · Umschalt bezeichnet, was es nicht ist · Enter behält · Rücktaste nimmt zurück</translation>
  </message>
  <message>
   <source>Scribble on the object; Shift scribbles what it is not; mends a mask, too</source>
   <translation>Das Objekt kritzelnd markieren; Umschalt markiert, was es nicht ist; bessert auch eine Maske aus</translation>
  </message>
  <message>
   <source>See sst-eval explain</source>
   <translation>Siehe sst-eval explain</translation>
  </message>
  <message>
   <source>Select 10 frames back</source>
   <translation>10 Bilder zurück wählen</translation>
  </message>
  <message>
   <source>Select 10 frames on</source>
   <translation>10 Bilder vor wählen</translation>
  </message>
  <message>
   <source>Select all frames</source>
   <translation>Alle Bilder wählen</translation>
  </message>
  <message>
   <source>Select to the next frame</source>
   <translation>Bis zum nächsten Bild wählen</translation>
  </message>
  <message>
   <source>Select to the previous frame</source>
   <translation>Bis zum vorigen Bild wählen</translation>
  </message>
  <message>
   <source>Sequence</source>
   <translation>Sequenz</translation>
  </message>
  <message>
   <source>Set</source>
   <translation>Setzen</translation>
  </message>
  <message>
   <source>Set in point</source>
   <translation>Anfangspunkt setzen</translation>
  </message>
  <message>
   <source>Set out point</source>
   <translation>Endpunkt setzen</translation>
  </message>
  <message>
   <source>Settings</source>
   <translation>Einstellungen</translation>
  </message>
  <message>
   <source>Settings…</source>
   <translation>Einstellungen…</translation>
  </message>
  <message>
   <source>Short side of what the model sees; smaller is faster</source>
   <translation>Kurze Seite dessen, was das Modell sieht; kleiner ist schneller</translation>
  </message>
  <message>
   <source>Show in folder</source>
   <translation>Im Ordner zeigen</translation>
  </message>
  <message>
   <source>Show log folder</source>
   <translation>Protokollordner zeigen</translation>
  </message>
  <message>
   <source>Show only this object, or all again</source>
   <translation>Nur dieses Objekt zeigen, oder wieder alle</translation>
  </message>
  <message>
   <source>Show report</source>
   <translation>Bericht zeigen</translation>
  </message>
  <message>
   <source>Show the whole frame</source>
   <translation>Das ganze Bild zeigen</translation>
  </message>
  <message>
   <source>Show what was found; frames have to be decoded for that.</source>
   <translation>Zeigen, was gefunden wurde; dafür müssen Bilder entschlüsselt werden.</translation>
  </message>
  <message>
   <source>Shown: click to hide</source>
   <translation>Sichtbar: klicken zum Verbergen</translation>
  </message>
  <message>
   <source>Shrink</source>
   <translation>Schrumpfen</translation>
  </message>
  <message>
   <source>Size</source>
   <translation>Größe</translation>
  </message>
  <message>
   <source>Size folder</source>
   <translation>Größenordner</translation>
  </message>
  <message>
   <source>Size of text, %</source>
   <translation>Textgröße, %</translation>
  </message>
  <message>
   <source>Size of the brush ([ and ], or Ctrl and the wheel)</source>
   <translation>Größe des Pinsels ([ und ], oder Strg und das Rad)</translation>
  </message>
  <message>
   <source>Smaller brush</source>
   <translation>Kleinerer Pinsel</translation>
  </message>
  <message>
   <source>Smaller; the wheel zooms to the cursor</source>
   <translation>Kleiner; das Rad verkleinert am Zeiger</translation>
  </message>
  <message>
   <source>Smart scribble</source>
   <translation>Kluges Gekritzel</translation>
  </message>
  <message>
   <source>Smart select</source>
   <translation>Kluge Auswahl</translation>
  </message>
  <message>
   <source>Solo</source>
   <translation>Allein</translation>
  </message>
  <message>
   <source>Solo {name}</source>
   <translation>Allein {name}</translation>
  </message>
  <message>
   <source>Something went wrong in the program; your work is stored.</source>
   <translation>Im Programm ist etwas schiefgegangen; Ihre Arbeit ist gespeichert.</translation>
  </message>
  <message>
   <source>Split parts</source>
   <translation>Teile trennen</translation>
  </message>
  <message>
   <source>Step {done} of {total}, {left} left</source>
   <translation>Schritt {done} von {total}, noch {left}</translation>
  </message>
  <message>
   <source>Still looking…</source>
   <translation>Es wird noch gesucht…</translation>
  </message>
  <message>
   <source>Stop</source>
   <translation>Anhalten</translation>
  </message>
  <message>
   <source>Stop or cancel</source>
   <translation>Anhalten oder abbrechen</translation>
  </message>
  <message>
   <source>Stop propagating clips</source>
   <translation>Arbeit an allen Clips anhalten</translation>
  </message>
  <message>
   <source>Stop the run (Esc); what is done stays</source>
   <translation>Den Lauf anhalten (Esc); was fertig ist, bleibt</translation>
  </message>
  <message>
   <source>Stop the work on all clips; every finished frame stays</source>
   <translation>Die Arbeit an allen Clips anhalten; jedes fertige Bild bleibt</translation>
  </message>
  <message>
   <source>Stop; what is finished stays</source>
   <translation>Anhalten; was fertig ist, bleibt</translation>
  </message>
  <message>
   <source>Stopped.</source>
   <translation>Angehalten.</translation>
  </message>
  <message>
   <source>Stopped. </source>
   <translation>Angehalten. </translation>
  </message>
  <message>
   <source>Stopped: {names}; what was finished stays.</source>
   <translation>Angehalten: {names}; was fertig war, bleibt.</translation>
  </message>
  <message>
   <source>Stopping…</source>
   <translation>Wird angehalten…</translation>
  </message>
  <message>
   <source>Stops an export that is under way</source>
   <translation>Hält einen laufenden Export an</translation>
  </message>
  <message>
   <source>Stored.</source>
   <translation>Gespeichert.</translation>
  </message>
  <message>
   <source>Storing… the drive does not answer</source>
   <translation>Speichern … das Laufwerk antwortet nicht</translation>
  </message>
  <message>
   <source>Strokes leave the pixels of other objects alone</source>
   <translation>Striche lassen die Pixel anderer Objekte in Ruhe</translation>
  </message>
  <message>
   <source>Strokes mark pixels that nobody shall judge (255), instead of the object in hand</source>
   <translation>Striche bezeichnen Pixel, die niemand beurteilen soll (255), statt des Objekts zur Hand</translation>
  </message>
  <message>
   <source>Strokes take pixels only from objects further down in the list</source>
   <translation>Striche nehmen nur Pixel von Objekten, die tiefer in der Liste stehen</translation>
  </message>
  <message>
   <source>Stronger masks</source>
   <translation>Stärkere Masken</translation>
  </message>
  <message>
   <source>Swap from here on…</source>
   <translation>Von hier an tauschen…</translation>
  </message>
  <message>
   <source>Switch between the last two objects in hand</source>
   <translation>Zwischen den letzten beiden Objekten zur Hand wechseln</translation>
  </message>
  <message>
   <source>Take object 1 in hand; the next free number makes a new one</source>
   <translation>Objekt 1 zur Hand nehmen; die nächste freie Nummer legt ein neues an</translation>
  </message>
  <message>
   <source>Take object 2 in hand; the next free number makes a new one</source>
   <translation>Objekt 2 zur Hand nehmen; die nächste freie Nummer legt ein neues an</translation>
  </message>
  <message>
   <source>Take object 3 in hand; the next free number makes a new one</source>
   <translation>Objekt 3 zur Hand nehmen; die nächste freie Nummer legt ein neues an</translation>
  </message>
  <message>
   <source>Take object 4 in hand; the next free number makes a new one</source>
   <translation>Objekt 4 zur Hand nehmen; die nächste freie Nummer legt ein neues an</translation>
  </message>
  <message>
   <source>Take object 5 in hand; the next free number makes a new one</source>
   <translation>Objekt 5 zur Hand nehmen; die nächste freie Nummer legt ein neues an</translation>
  </message>
  <message>
   <source>Take object 6 in hand; the next free number makes a new one</source>
   <translation>Objekt 6 zur Hand nehmen; die nächste freie Nummer legt ein neues an</translation>
  </message>
  <message>
   <source>Take object 7 in hand; the next free number makes a new one</source>
   <translation>Objekt 7 zur Hand nehmen; die nächste freie Nummer legt ein neues an</translation>
  </message>
  <message>
   <source>Take object 8 in hand; the next free number makes a new one</source>
   <translation>Objekt 8 zur Hand nehmen; die nächste freie Nummer legt ein neues an</translation>
  </message>
  <message>
   <source>Take object 9 in hand; the next free number makes a new one</source>
   <translation>Objekt 9 zur Hand nehmen; die nächste freie Nummer legt ein neues an</translation>
  </message>
  <message>
   <source>Take pixels away from the object in hand</source>
   <translation>Dem Objekt zur Hand Pixel nehmen</translation>
  </message>
  <message>
   <source>Take the last step back, be it a stroke or a whole run</source>
   <translation>Den letzten Schritt zurücknehmen, sei es ein Strich oder ein ganzer Lauf</translation>
  </message>
  <message>
   <source>Takes from the object in hand · Shift draws a straight line</source>
   <translation>Nimmt vom Objekt zur Hand · Umschalt zieht eine gerade Linie</translation>
  </message>
  <message>
   <source>Ten frames back</source>
   <translation>Zehn Bilder zurück</translation>
  </message>
  <message>
   <source>Ten frames on</source>
   <translation>Zehn Bilder weiter</translation>
  </message>
  <message>
   <source>That frame is yours now: no run changes it. Ctrl+E exports, F1 shows all keys.</source>
   <translation>Dieses Bild ist nun Ihres: kein Lauf ändert es. Strg+E exportiert, F1 zeigt alle Tasten.</translation>
  </message>
  <message>
   <source>That pixel belongs to a protected object.</source>
   <translation>Dieser Pixel gehört zu einem geschützten Objekt.</translation>
  </message>
  <message>
   <source>The arrows look through it. Tab goes to a frame in doubt; mend it there, then press R.</source>
   <translation>Die Pfeile blättern. Tab geht zu einem zweifelhaften Bild; verbessern Sie es dort, dann drücken Sie R.</translation>
  </message>
  <message>
   <source>The brush stays as large on screen when you zoom; else it covers as many pixels</source>
   <translation>Der Pinsel bleibt beim Vergrößern am Bildschirm gleich groß; sonst bedeckt er gleich viele Pixel</translation>
  </message>
  <message>
   <source>The clip has {length} frames</source>
   <translation>Der Clip hat {length} Bilder</translation>
  </message>
  <message>
   <source>The disk is full</source>
   <translation>Die Platte ist voll</translation>
  </message>
  <message>
   <source>The disk is full, or the project cannot be written any more; {name} keeps what was stored.</source>
   <translation>Die Platte ist voll, oder das Projekt lässt sich nicht mehr schreiben; {name} behält, was gespeichert wurde.</translation>
  </message>
  <message>
   <source>The drive answers again; everything is stored.</source>
   <translation>Das Laufwerk antwortet wieder; alles ist gespeichert.</translation>
  </message>
  <message>
   <source>The drive does not answer, and your last gestures are in memory only. This clip is left as soon as they are stored.</source>
   <translation>Das Laufwerk antwortet nicht, und Ihre letzten Gesten sind nur im Speicher. Dieser Clip wird verlassen, sobald sie gespeichert sind.</translation>
  </message>
  <message>
   <source>The drive of the project does not answer: your last gestures are safe in memory, and stored as soon as it does.</source>
   <translation>Das Laufwerk des Projekts antwortet nicht: Ihre letzten Gesten sind sicher im Speicher und werden gespeichert, sobald es antwortet.</translation>
  </message>
  <message>
   <source>The drive of the project file no longer takes anything</source>
   <translation>Das Laufwerk der Projektdatei nimmt nichts mehr an</translation>
  </message>
  <message>
   <source>The engine could not be started, most likely because memory is short; close other programs and track again.</source>
   <translation>Der Rechenprozess konnte nicht gestartet werden, wahrscheinlich weil der Speicher knapp ist; schließen Sie andere Programme und verfolgen Sie erneut.</translation>
  </message>
  <message>
   <source>The engine has other work; move the pointer to ask again.</source>
   <translation>Der Rechenprozess hat anderes zu tun; bewegen Sie den Zeiger, um noch einmal zu fragen.</translation>
  </message>
  <message>
   <source>The engine no longer answered; it was started again, and finished frames are kept.</source>
   <translation>Der Rechenprozess antwortete nicht mehr; er wurde neu gestartet, fertige Bilder bleiben.</translation>
  </message>
  <message>
   <source>The engine ran out of memory; finished frames are kept.</source>
   <translation>Dem Rechenprozess ging der Speicher aus; fertige Bilder bleiben.</translation>
  </message>
  <message>
   <source>The engine stopped at a fault of its own ({what}); finished frames are kept.</source>
   <translation>Der Rechenprozess hielt an einem eigenen Fehler an ({what}); fertige Bilder bleiben.</translation>
  </message>
  <message>
   <source>The engine stopped unexpectedly; it was started again, and finished frames are kept.</source>
   <translation>Der Rechenprozess endete unerwartet; er wurde neu gestartet, fertige Bilder bleiben.</translation>
  </message>
  <message>
   <source>The engine was ended from outside, most likely because memory ran out; it was started again, and finished frames are kept.</source>
   <translation>Der Rechenprozess wurde von außen beendet, wahrscheinlich weil der Speicher ausging; er wurde neu gestartet, fertige Bilder bleiben.</translation>
  </message>
  <message>
   <source>The exact frame is still being decoded; try again in a moment.</source>
   <translation>Das genaue Bild wird noch entschlüsselt; gleich noch einmal versuchen.</translation>
  </message>
  <message>
   <source>The export stopped ({reason}).</source>
   <translation>Der Export brach ab ({reason}).</translation>
  </message>
  <message>
   <source>The file has no track ids, so ids are not the same object in each frame.</source>
   <translation>Die Datei hat keine Spurnummern, darum meint eine Nummer nicht in jedem Bild dasselbe Objekt.</translation>
  </message>
  <message>
   <source>The first frame to write</source>
   <translation>Das erste Bild, das geschrieben wird</translation>
  </message>
  <message>
   <source>The folder above the sequences; auto takes 480p for frames 480 pixels high, else Full-Resolution. Frames are never resized.</source>
   <translation>Der Ordner über den Sequenzen; auto nimmt 480p für Bilder von 480 Pixeln Höhe, sonst Full-Resolution. Bilder werden nie umgerechnet.</translation>
  </message>
  <message>
   <source>The frames could not be gathered ({reason}).</source>
   <translation>Die Bilder konnten nicht gesammelt werden ({reason}).</translation>
  </message>
  <message>
   <source>The images' names do not sort in order of the frames, so the files are numbered.</source>
   <translation>Die Namen der Bilder ordnen sich nicht in ihrer Reihenfolge, darum werden die Dateien nummeriert.</translation>
  </message>
  <message>
   <source>The keyboard goes to the next part of the window: picture, objects, lists</source>
   <translation>Die Tastatur geht zum nächsten Teil des Fensters: Bild, Objekte, Listen</translation>
  </message>
  <message>
   <source>The keyboard goes to the part of the window before</source>
   <translation>Die Tastatur geht zum vorigen Teil des Fensters</translation>
  </message>
  <message>
   <source>The keys that the chosen command ships with</source>
   <translation>Die Tasten, mit denen der gewählte Befehl geliefert wird</translation>
  </message>
  <message>
   <source>The last frame to write</source>
   <translation>Das letzte Bild, das geschrieben wird</translation>
  </message>
  <message>
   <source>The layout to write</source>
   <translation>Der Aufbau, der geschrieben wird</translation>
  </message>
  <message>
   <source>The list under ImageSets that names the sequence.</source>
   <translation>Die Liste unter ImageSets, die die Sequenz nennt.</translation>
  </message>
  <message>
   <source>The masks of frame {frame} are damaged and cannot be read</source>
   <translation>Die Masken von Bild {frame} sind beschädigt und nicht lesbar</translation>
  </message>
  <message>
   <source>The masks themselves are not affected</source>
   <translation>Die Masken selbst sind nicht betroffen</translation>
  </message>
  <message>
   <source>The model answered in {time} s</source>
   <translation>Das Modell hat in {time} s geantwortet</translation>
  </message>
  <message>
   <source>The model failed ({what}).</source>
   <translation>Das Modell versagte ({what}).</translation>
  </message>
  <message>
   <source>The model learns from masks that you drew, corrected or accepted. One frame in four is kept aside to test the result, which is compared with the weights in use before anything changes.</source>
   <translation>Das Modell lernt aus Masken, die Sie gezeichnet, korrigiert oder angenommen haben. Jedes vierte Bild wird zur Prüfung zurückgehalten; das Ergebnis wird mit den jetzigen Gewichten verglichen, bevor sich etwas ändert.</translation>
  </message>
  <message>
   <source>The model looks at frames while nothing else is to be done; not on battery</source>
   <translation>Das Modell sieht Bilder an, solange nichts anderes zu tun ist; nicht im Akkubetrieb</translation>
  </message>
  <message>
   <source>The new weights are better.</source>
   <translation>Die neuen Gewichte sind besser.</translation>
  </message>
  <message>
   <source>The object in hand</source>
   <translation>Das Objekt zur Hand</translation>
  </message>
  <message>
   <source>The object in hand is not to be seen on this frame or the selection</source>
   <translation>Das Objekt zur Hand ist auf diesem Bild oder der Auswahl nicht zu sehen</translation>
  </message>
  <message>
   <source>The objects on a transparent ground, as RGBA PNG.</source>
   <translation>Die Objekte auf durchsichtigem Grund, als RGBA-PNG.</translation>
  </message>
  <message>
   <source>The picture follows new masks until you move yourself</source>
   <translation>Das Bild folgt neuen Masken, bis Sie sich selbst bewegen</translation>
  </message>
  <message>
   <source>The project cannot be stored ({error})</source>
   <translation>Das Projekt lässt sich nicht speichern ({error})</translation>
  </message>
  <message>
   <source>The project file can no longer be written</source>
   <translation>Die Projektdatei lässt sich nicht mehr schreiben</translation>
  </message>
  <message>
   <source>The project file has been cut short from outside; save a copy to keep the work</source>
   <translation>Die Projektdatei wurde von außen gekürzt; speichern Sie eine Kopie, um die Arbeit zu behalten</translation>
  </message>
  <message>
   <source>The project file has been damaged from outside</source>
   <translation>Die Projektdatei wurde von außen beschädigt</translation>
  </message>
  <message>
   <source>The project file has been moved or removed; save a copy to keep the work</source>
   <translation>Die Projektdatei wurde verschoben oder entfernt; speichern Sie eine Kopie, um die Arbeit zu behalten</translation>
  </message>
  <message>
   <source>The project file is damaged, so it is open for reading only; {lost}. Save a copy to go on with what is left.</source>
   <translation>Die Projektdatei ist beschädigt und darum nur zum Lesen offen; {lost}. Speichern Sie eine Kopie, um mit dem Rest weiterzuarbeiten.</translation>
  </message>
  <message>
   <source>The project's folder cannot be written</source>
   <translation>In den Ordner des Projekts lässt sich nicht schreiben</translation>
  </message>
  <message>
   <source>The sample cannot be copied ({reason}).</source>
   <translation>Das Beispiel lässt sich nicht kopieren ({reason}).</translation>
  </message>
  <message>
   <source>The weights in use are kept.</source>
   <translation>Die jetzigen Gewichte bleiben.</translation>
  </message>
  <message>
   <source>The weights in use stay better.</source>
   <translation>Die jetzigen Gewichte sind besser.</translation>
  </message>
  <message>
   <source>The words offered as categories, for all projects</source>
   <translation>Die Wörter, die als Kategorien angeboten werden, für alle Projekte</translation>
  </message>
  <message>
   <source>Theme</source>
   <translation>Farbschema</translation>
  </message>
  <message>
   <source>There are no frames in this range.</source>
   <translation>In diesem Bereich gibt es keine Bilder.</translation>
  </message>
  <message>
   <source>There are: {names}</source>
   <translation>Es gibt: {names}</translation>
  </message>
  <message>
   <source>There is no object in the masks.</source>
   <translation>In den Masken ist kein Objekt.</translation>
  </message>
  <message>
   <source>There is no object {number} yet.</source>
   <translation>Ein Objekt {number} gibt es noch nicht.</translation>
  </message>
  <message>
   <source>There is no other clip that way.</source>
   <translation>In dieser Richtung gibt es keinen anderen Clip.</translation>
  </message>
  <message>
   <source>There is no other object called “{wanted}”.</source>
   <translation>Es gibt kein anderes Objekt namens „{wanted}“.</translation>
  </message>
  <message>
   <source>There is no run to compare with yet.</source>
   <translation>Noch gibt es keinen Lauf zum Vergleichen.</translation>
  </message>
  <message>
   <source>There is space again; everything is stored.</source>
   <translation>Es ist wieder Platz; alles ist gespeichert.</translation>
  </message>
  <message>
   <source>There is too little to judge by.</source>
   <translation>Es ist zu wenig da, um zu urteilen.</translation>
  </message>
  <message>
   <source>These masks are there already.</source>
   <translation>Diese Masken sind schon da.</translation>
  </message>
  <message>
   <source>This command has no keys now.</source>
   <translation>Dieser Befehl hat nun keine Tasten.</translation>
  </message>
  <message>
   <source>This folder cannot hold a write-ahead log (a network drive, for one), so storing takes a little longer; the work is as safe as elsewhere</source>
   <translation>Dieser Ordner kann kein Schreibprotokoll aufnehmen (etwa ein Netzlaufwerk), darum dauert das Speichern etwas länger; die Arbeit ist so sicher wie anderswo</translation>
  </message>
  <message>
   <source>This is another file than the masks were drawn on. Use it only if you know that its frames are the same.</source>
   <translation>Dies ist eine andere Datei als die, auf der die Masken gezeichnet wurden. Nehmen Sie sie nur, wenn Sie wissen, dass ihre Bilder dieselben sind.</translation>
  </message>
  <message>
   <source>This is the clip that the masks were drawn on.</source>
   <translation>Dies ist der Clip, auf dem die Masken gezeichnet wurden.</translation>
  </message>
  <message>
   <source>This is the sample. Press S and drag a box around a fish: the mask snaps to it.</source>
   <translation>Dies ist das Beispiel. Drücken Sie S und ziehen Sie einen Rahmen um einen Fisch: die Maske legt sich um ihn.</translation>
  </message>
  <message>
   <source>This project file cannot be written here, so it is open for reading only. Save a copy to change it.</source>
   <translation>Diese Projektdatei lässt sich hier nicht schreiben und ist darum nur zum Lesen offen. Speichern Sie eine Kopie, um sie zu ändern.</translation>
  </message>
  <message>
   <source>This project is open in another window (process {pid})</source>
   <translation>Dieses Projekt ist in einem anderen Fenster offen (Prozess {pid})</translation>
  </message>
  <message>
   <source>This project is open in another window on {host} (process {pid})</source>
   <translation>Dieses Projekt ist in einem anderen Fenster auf {host} offen (Prozess {pid})</translation>
  </message>
  <message>
   <source>This project is open read-only, so no masks can be brought in.</source>
   <translation>Dieses Projekt ist nur zum Lesen offen, darum lassen sich keine Masken einlesen.</translation>
  </message>
  <message>
   <source>This project is open read-only, so nothing was changed.</source>
   <translation>Dieses Projekt ist nur zum Lesen offen, darum wurde nichts geändert.</translation>
  </message>
  <message>
   <source>To the end of the clip</source>
   <translation>Zum Ende des Clips</translation>
  </message>
  <message>
   <source>To the frame before that the model learns from</source>
   <translation>Zum vorigen Bild, von dem das Modell lernt</translation>
  </message>
  <message>
   <source>To the frame that needs eyes most</source>
   <translation>Zu dem Bild, das am dringendsten anzusehen ist</translation>
  </message>
  <message>
   <source>To the frame that you changed last</source>
   <translation>Zu dem Bild, das Sie zuletzt geändert haben</translation>
  </message>
  <message>
   <source>To the next frame that the model learns from</source>
   <translation>Zum nächsten Bild, von dem das Modell lernt</translation>
  </message>
  <message>
   <source>To the start of the clip</source>
   <translation>Zum Anfang des Clips</translation>
  </message>
  <message>
   <source>Tolerance</source>
   <translation>Toleranz</translation>
  </message>
  <message>
   <source>Tools</source>
   <translation>Werkzeuge</translation>
  </message>
  <message>
   <source>Track</source>
   <translation>Verfolgen</translation>
  </message>
  <message>
   <source>Track backward</source>
   <translation>Rückwärts verfolgen</translation>
  </message>
  <message>
   <source>Track both ways</source>
   <translation>In beide Richtungen verfolgen</translation>
  </message>
  <message>
   <source>Track forward</source>
   <translation>Vorwärts verfolgen</translation>
  </message>
  <message>
   <source>Track outward</source>
   <translation>Nach außen verfolgen</translation>
  </message>
  <message>
   <source>Track outward by itself, 0.8 s after the last stroke</source>
   <translation>Von selbst nach außen verfolgen, 0,8 s nach dem letzten Strich</translation>
  </message>
  <message>
   <source>Track outward from a correction, 0.8 s after the last stroke</source>
   <translation>Von einer Korrektur nach außen verfolgen, 0,8 s nach dem letzten Strich</translation>
  </message>
  <message>
   <source>Track the selection again</source>
   <translation>Die Auswahl neu verfolgen</translation>
  </message>
  <message>
   <source>Track to the next reference</source>
   <translation>Bis zur nächsten Referenz verfolgen</translation>
  </message>
  <message>
   <source>Track to the previous reference</source>
   <translation>Bis zur vorigen Referenz verfolgen</translation>
  </message>
  <message>
   <source>Tracking</source>
   <translation>Verfolgen</translation>
  </message>
  <message>
   <source>Tracking {done}/{total}</source>
   <translation>{done}/{total} verfolgt</translation>
  </message>
  <message>
   <source>Train</source>
   <translation>Trainieren</translation>
  </message>
  <message>
   <source>Train on my corrections</source>
   <translation>Aus meinen Korrekturen lernen</translation>
  </message>
  <message>
   <source>Train on my corrections…</source>
   <translation>Aus meinen Korrekturen lernen…</translation>
  </message>
  <message>
   <source>Training could not be started.</source>
   <translation>Das Training konnte nicht gestartet werden.</translation>
  </message>
  <message>
   <source>Training ended unexpectedly; the weights in use are unchanged.</source>
   <translation>Das Training endete unerwartet; die jetzigen Gewichte sind unverändert.</translation>
  </message>
  <message>
   <source>Training ended with code {code}.</source>
   <translation>Das Training endete mit Code {code}.</translation>
  </message>
  <message>
   <source>Training ended without a result.</source>
   <translation>Das Training endete ohne Ergebnis.</translation>
  </message>
  <message>
   <source>Truth, before, after</source>
   <translation>Wahrheit, vorher, nachher</translation>
  </message>
  <message>
   <source>Try again</source>
   <translation>Noch einmal</translation>
  </message>
  <message>
   <source>Try again later; nothing is lost meanwhile</source>
   <translation>Später noch einmal versuchen; bis dahin geht nichts verloren</translation>
  </message>
  <message>
   <source>Try the sample</source>
   <translation>Beispiel ansehen</translation>
  </message>
  <message>
   <source>Two objects changed places: swap them from this frame to the end</source>
   <translation>Zwei Objekte haben die Plätze getauscht: von diesem Bild bis zum Ende tauschen</translation>
  </message>
  <message>
   <source>Undo</source>
   <translation>Rückgängig</translation>
  </message>
  <message>
   <source>Undone</source>
   <translation>Zurückgenommen</translation>
  </message>
  <message>
   <source>Unlock it first</source>
   <translation>Erst freigeben</translation>
  </message>
  <message>
   <source>Update SST Annotator to open it</source>
   <translation>Zum Öffnen SST Annotator erneuern</translation>
  </message>
  <message>
   <source>Update the program or train again</source>
   <translation>Das Programm erneuern oder neu trainieren</translation>
  </message>
  <message>
   <source>Use --device auto or cpu</source>
   <translation>Als Gerät auto oder cpu wählen (--device)</translation>
  </message>
  <message>
   <source>Use --device cpu, or propagate fewer objects at a time</source>
   <translation>Als Gerät cpu wählen (--device) oder weniger Objekte auf einmal verfolgen</translation>
  </message>
  <message>
   <source>Use a .safetensors file written by sst-train</source>
   <translation>Eine .safetensors-Datei nehmen, die sst-train geschrieben hat</translation>
  </message>
  <message>
   <source>Use an earlier checkpoint</source>
   <translation>Einen früheren Stand nehmen</translation>
  </message>
  <message>
   <source>Use another engine</source>
   <translation>Einen anderen Rechenweg wählen</translation>
  </message>
  <message>
   <source>Use as reference</source>
   <translation>Als Referenz nutzen</translation>
  </message>
  <message>
   <source>Use it</source>
   <translation>Übernehmen</translation>
  </message>
  <message>
   <source>Use it anyway</source>
   <translation>Trotzdem nehmen</translation>
  </message>
  <message>
   <source>Use letters, digits, - and _</source>
   <translation>Buchstaben, Ziffern, - und _ verwenden</translation>
  </message>
  <message>
   <source>Use letters, digits, spaces, dots, dashes and underscores</source>
   <translation>Buchstaben, Ziffern, Leerzeichen, Punkte, Binde- und Unterstriche verwenden</translation>
  </message>
  <message>
   <source>Use the shipped weights</source>
   <translation>Mitgelieferte Gewichte nutzen</translation>
  </message>
  <message>
   <source>Use weights of SST</source>
   <translation>Gewichte von SST verwenden</translation>
  </message>
  <message>
   <source>User guide</source>
   <translation>Handbuch</translation>
  </message>
  <message>
   <source>Versions, device, settings and the last lines of the log, without names, for a report</source>
   <translation>Versionen, Gerät, Einstellungen und die letzten Zeilen des Protokolls, ohne Namen, für einen Bericht</translation>
  </message>
  <message>
   <source>Versions, devices, places of files</source>
   <translation>Versionen, Geräte, Orte von Dateien</translation>
  </message>
  <message>
   <source>Video files, folders of images, projects (.sst)</source>
   <translation>Videodateien, Ordner mit Bildern, Projekte (.sst)</translation>
  </message>
  <message>
   <source>Videos and projects ({videos} *.sst);;All files (*)</source>
   <translation>Videos und Projekte ({videos} *.sst);;Alle Dateien (*)</translation>
  </message>
  <message>
   <source>View</source>
   <translation>Ansicht</translation>
  </message>
  <message>
   <source>Waits until the run is done.</source>
   <translation>Wartet, bis der Lauf fertig ist.</translation>
  </message>
  <message>
   <source>Weights</source>
   <translation>Gewichte</translation>
  </message>
  <message>
   <source>What do you want to do?</source>
   <translation>Was möchten Sie tun?</translation>
  </message>
  <message>
   <source>What it does</source>
   <translation>Was er tut</translation>
  </message>
  <message>
   <source>What kind of thing it is</source>
   <translation>Was für ein Ding es ist</translation>
  </message>
  <message>
   <source>What the model looks at</source>
   <translation>Wohin das Modell sieht</translation>
  </message>
  <message>
   <source>What the model looks at cannot be shown ({what}).</source>
   <translation>Wohin das Modell sieht, lässt sich nicht zeigen ({what}).</translation>
  </message>
  <message>
   <source>What the model runs on</source>
   <translation>Worauf das Modell läuft</translation>
  </message>
  <message>
   <source>What was written</source>
   <translation>Was geschrieben wurde</translation>
  </message>
  <message>
   <source>Where it is now</source>
   <translation>Wo er jetzt ist</translation>
  </message>
  <message>
   <source>Where it is written; the folder is made where there is none</source>
   <translation>Wohin geschrieben wird; fehlt der Ordner, wird er angelegt</translation>
  </message>
  <message>
   <source>Where the log and reports of crashes lie; nothing is sent anywhere</source>
   <translation>Wo Protokoll und Absturzberichte liegen; nichts wird irgendwohin gesendet</translation>
  </message>
  <message>
   <source>Where the model runs</source>
   <translation>Wo das Modell läuft</translation>
  </message>
  <message>
   <source>Which of the two json files to write.</source>
   <translation>Welche der beiden json-Dateien geschrieben wird.</translation>
  </message>
  <message>
   <source>Which one?</source>
   <translation>Welches?</translation>
  </message>
  <message>
   <source>Widen the mask of the object in hand by the pixels set under Refine</source>
   <translation>Die Maske des Objekts zur Hand um die Pixel erweitern, die unter Verfeinern stehen</translation>
  </message>
  <message>
   <source>Width and height of a frame</source>
   <translation>Breite und Höhe eines Bildes</translation>
  </message>
  <message>
   <source>Words of your own about the object</source>
   <translation>Eigene Worte zum Objekt</translation>
  </message>
  <message>
   <source>Write a copy of the project; the work itself is always saved</source>
   <translation>Eine Kopie des Projekts schreiben; die Arbeit selbst ist immer gespeichert</translation>
  </message>
  <message>
   <source>Write every clip into a folder of its own</source>
   <translation>Jeden Clip in einen eigenen Ordner schreiben</translation>
  </message>
  <message>
   <source>Write every clip of the folder into a folder of its own</source>
   <translation>Jeden Clip des Ordners in einen eigenen Ordner schreiben</translation>
  </message>
  <message>
   <source>Write it again</source>
   <translation>Neu schreiben</translation>
  </message>
  <message>
   <source>Write masks in the layouts of the field</source>
   <translation>Masken in den üblichen Formaten schreiben</translation>
  </message>
  <message>
   <source>Write them as they are, or as void, so that training does not learn from them.</source>
   <translation>So schreiben, wie sie sind, oder als unbestimmt, damit das Training nicht aus ihnen lernt.</translation>
  </message>
  <message>
   <source>Write; what is finished stays if you stop it</source>
   <translation>Schreiben; was fertig ist, bleibt, wenn Sie anhalten</translation>
  </message>
  <message>
   <source>Writing…</source>
   <translation>Wird geschrieben…</translation>
  </message>
  <message>
   <source>YouTube-VOS</source>
   <translation>YouTube-VOS</translation>
  </message>
  <message>
   <source>Your first mask. D paints and E erases; when it fits, F carries it through the clip.</source>
   <translation>Ihre erste Maske. D malt und E radiert; wenn sie passt, trägt F sie durch den Clip.</translation>
  </message>
  <message>
   <source>Your last gestures are in memory only. Make space on the disk, or save a copy elsewhere (File, Save a copy), before you leave this clip.</source>
   <translation>Ihre letzten Gesten sind nur im Speicher. Schaffen Sie Platz auf der Platte, oder speichern Sie anderswo eine Kopie (Datei, Kopie speichern), bevor Sie diesen Clip verlassen.</translation>
  </message>
  <message>
   <source>Zoom in</source>
   <translation>Vergrößern</translation>
  </message>
  <message>
   <source>Zoom out</source>
   <translation>Verkleinern</translation>
  </message>
  <message>
   <source>a project cannot be copied onto itself</source>
   <translation>ein Projekt lässt sich nicht auf sich selbst kopieren</translation>
  </message>
  <message>
   <source>a region is {cols}x{rows} pixels, but its image {width}x{height}</source>
   <translation>eine Fläche misst {cols}x{rows} Pixel, ihr Bild aber {width}x{height}</translation>
  </message>
  <message>
   <source>a segmentation is neither run lengths nor polygons</source>
   <translation>eine Segmentierung besteht weder aus Lauflängen noch aus Vielecken</translation>
  </message>
  <message>
   <source>accepted</source>
   <translation>angenommen</translation>
  </message>
  <message>
   <source>after a doubtful stretch</source>
   <translation>nach einem zweifelhaften Stück</translation>
  </message>
  <message>
   <source>all objects</source>
   <translation>alle Objekte</translation>
  </message>
  <message>
   <source>all objects, frame {frame}</source>
   <translation>alle Objekte, Bild {frame}</translation>
  </message>
  <message>
   <source>approximate frame</source>
   <translation>ungefähres Bild</translation>
  </message>
  <message>
   <source>auto</source>
   <translation>automatisch</translation>
  </message>
  <message>
   <source>before: {found}</source>
   <translation>vorher: {found}</translation>
  </message>
  <message>
   <source>cache {size:.0f} MB</source>
   <translation>Bildspeicher {size:.0f} MB</translation>
  </message>
  <message>
   <source>cannot delete ({reason})</source>
   <translation>lässt sich nicht löschen ({reason})</translation>
  </message>
  <message>
   <source>cannot write ({error})</source>
   <translation>lässt sich nicht schreiben ({error})</translation>
  </message>
  <message>
   <source>cannot write ({reason})</source>
   <translation>lässt sich nicht schreiben ({reason})</translation>
  </message>
  <message>
   <source>colour-blind safe</source>
   <translation>für Farbfehlsichtige</translation>
  </message>
  <message>
   <source>confidence {sure:.0%}</source>
   <translation>Sicherheit {sure:.0%}</translation>
  </message>
  <message>
   <source>corrected</source>
   <translation>korrigiert</translation>
  </message>
  <message>
   <source>cpu</source>
   <translation>CPU</translation>
  </message>
  <message>
   <source>cuda</source>
   <translation>CUDA</translation>
  </message>
  <message>
   <source>dark</source>
   <translation>dunkel</translation>
  </message>
  <message>
   <source>davis</source>
   <translation>DAVIS</translation>
  </message>
  <message>
   <source>drawn</source>
   <translation>gezeichnet</translation>
  </message>
  <message>
   <source>empty</source>
   <translation>leer</translation>
  </message>
  <message>
   <source>every {every}th frame cannot be taken</source>
   <translation>jedes {every}. Bild lässt sich nicht nehmen</translation>
  </message>
  <message>
   <source>failed, see the tip</source>
   <translation>misslungen, siehe Hinweis</translation>
  </message>
  <message>
   <source>far from a reference</source>
   <translation>weit von einer Referenz</translation>
  </message>
  <message>
   <source>frame {first}</source>
   <translation>Bild {first}</translation>
  </message>
  <message>
   <source>frame {frame}</source>
   <translation>Bild {frame}</translation>
  </message>
  <message>
   <source>frame {frame} cannot be decoded ({reason})</source>
   <translation>Bild {frame} lässt sich nicht entschlüsseln ({reason})</translation>
  </message>
  <message>
   <source>frame {frame}{clock}</source>
   <translation>Bild {frame}{clock}</translation>
  </message>
  <message>
   <source>frame {target} cannot be decoded</source>
   <translation>Bild {target} lässt sich nicht entschlüsseln</translation>
  </message>
  <message>
   <source>frame {wanted} of this video cannot be decoded</source>
   <translation>Bild {wanted} dieses Videos lässt sich nicht entschlüsseln</translation>
  </message>
  <message>
   <source>frames of {width}x{height} pixels are too large</source>
   <translation>Bilder von {width}x{height} Pixeln sind zu groß</translation>
  </message>
  <message>
   <source>frames {first} to {last}</source>
   <translation>Bilder {first} bis {last}</translation>
  </message>
  <message>
   <source>getting ready…</source>
   <translation>wird vorbereitet…</translation>
  </message>
  <message>
   <source>going on at {resolution} instead of {wanted} pixels</source>
   <translation>weiter geht es mit {resolution} statt {wanted} Pixeln</translation>
  </message>
  <message>
   <source>going on with {most} masks to go by at a time</source>
   <translation>weiter geht es mit {most} Vorlagemasken auf einmal</translation>
  </message>
  <message>
   <source>high contrast</source>
   <translation>starker Kontrast</translation>
  </message>
  <message>
   <source>imported</source>
   <translation>eingelesen</translation>
  </message>
  <message>
   <source>in doubt</source>
   <translation>zweifelhaft</translation>
  </message>
  <message>
   <source>in progress · {accepted_percent} % accepted</source>
   <translation>in Arbeit · {accepted_percent} % angenommen</translation>
  </message>
  <message>
   <source>instances.json (COCO) and youtube_vis.json with run-length masks, and the frames. Void becomes iscrowd regions that evaluation ignores.</source>
   <translation>instances.json (COCO) und youtube_vis.json mit lauflängenkodierten Masken, und die Bilder. Unbestimmtes wird zu iscrowd-Flächen, die bei der Bewertung nicht zählen.</translation>
  </message>
  <message>
   <source>jumped</source>
   <translation>gesprungen</translation>
  </message>
  <message>
   <source>less sure than elsewhere</source>
   <translation>unsicherer als anderswo</translation>
  </message>
  <message>
   <source>light</source>
   <translation>hell</translation>
  </message>
  <message>
   <source>locked</source>
   <translation>gesperrt</translation>
  </message>
  <message>
   <source>lost from sight</source>
   <translation>aus den Augen verloren</translation>
  </message>
  <message>
   <source>lost: {list}</source>
   <translation>verloren: {list}</translation>
  </message>
  <message>
   <source>low margin</source>
   <translation>knapp entschieden</translation>
  </message>
  <message>
   <source>memory ran out even at {resolution} pixels</source>
   <translation>der Speicher reichte selbst bei {resolution} Pixeln nicht</translation>
  </message>
  <message>
   <source>memory {own:.0f} + {there:.0f} MB</source>
   <translation>Speicher {own:.0f} + {there:.0f} MB</translation>
  </message>
  <message>
   <source>mps</source>
   <translation>MPS</translation>
  </message>
  <message>
   <source>names of objects</source>
   <translation>Namen von Objekten</translation>
  </message>
  <message>
   <source>needs about {needed}, {free} are free</source>
   <translation>braucht etwa {needed}, {free} sind frei</translation>
  </message>
  <message>
   <source>new: {names}</source>
   <translation>neu: {names}</translation>
  </message>
  <message>
   <source>no engine is called {name!r}</source>
   <translation>kein Rechenweg heißt „{name}“</translation>
  </message>
  <message>
   <source>no frame in this range has a mask</source>
   <translation>kein Bild in diesem Bereich hat eine Maske</translation>
  </message>
  <message>
   <source>no frame in this range is accepted</source>
   <translation>kein Bild in diesem Bereich ist angenommen</translation>
  </message>
  <message>
   <source>no frame is left to carry masks to</source>
   <translation>es ist kein Bild mehr da, auf das Masken zu tragen wären</translation>
  </message>
  <message>
   <source>no frame was drawn, corrected or accepted by a person</source>
   <translation>kein Bild wurde von einem Menschen gezeichnet, korrigiert oder bestätigt</translation>
  </message>
  <message>
   <source>no mask</source>
   <translation>keine Maske</translation>
  </message>
  <message>
   <source>no mask reaches these frames</source>
   <translation>keine Maske erreicht diese Bilder</translation>
  </message>
  <message>
   <source>no object was corrected on two frames of the same clip</source>
   <translation>kein Objekt wurde auf zwei Bildern desselben Clips korrigiert</translation>
  </message>
  <message>
   <source>no object yet</source>
   <translation>noch kein Objekt</translation>
  </message>
  <message>
   <source>no such weights file</source>
   <translation>diese Datei mit Gewichten gibt es nicht</translation>
  </message>
  <message>
   <source>no weights are called {weights!r}</source>
   <translation>keine Gewichte heißen „{weights}“</translation>
  </message>
  <message>
   <source>no weights of yours are called {name!r}</source>
   <translation>keine Ihrer Gewichte heißen „{name}“</translation>
  </message>
  <message>
   <source>none</source>
   <translation>keine</translation>
  </message>
  <message>
   <source>not installed</source>
   <translation>nicht installiert</translation>
  </message>
  <message>
   <source>not known</source>
   <translation>nicht bekannt</translation>
  </message>
  <message>
   <source>not loaded yet</source>
   <translation>noch nicht geladen</translation>
  </message>
  <message>
   <source>not one frame of this video can be decoded</source>
   <translation>kein einziges Bild dieses Videos lässt sich entschlüsseln</translation>
  </message>
  <message>
   <source>not stored yet</source>
   <translation>noch nicht gespeichert</translation>
  </message>
  <message>
   <source>not visible</source>
   <translation>nicht sichtbar</translation>
  </message>
  <message>
   <source>not visible here</source>
   <translation>hier nicht sichtbar</translation>
  </message>
  <message>
   <source>nothing can be added to this file</source>
   <translation>an diese Datei lässt sich nichts anfügen</translation>
  </message>
  <message>
   <source>nothing can be added to this list</source>
   <translation>an diese Liste lässt sich nichts anfügen</translation>
  </message>
  <message>
   <source>nothing seems to be lost</source>
   <translation>verloren scheint nichts zu sein</translation>
  </message>
  <message>
   <source>object {number}</source>
   <translation>Objekt {number}</translation>
  </message>
  <message>
   <source>of split {split} these sequences are missing: {names}</source>
   <translation>vom Teil {split} fehlen diese Sequenzen: {names}</translation>
  </message>
  <message>
   <source>on corrected frames it did not learn from, it scores {after} instead of {before}, and a gain above {margin} is needed</source>
   <translation>auf korrigierten Bildern, von denen es nicht gelernt hat, erreicht es {after} statt {before}; nötig ist ein Gewinn von mehr als {margin}</translation>
  </message>
  <message>
   <source>on corrected frames it did not learn from, it scores {after} instead of {before}, and no other clip lost more than {tolerance}</source>
   <translation>auf korrigierten Bildern, von denen es nicht gelernt hat, erreicht es {after} statt {before}, und kein anderer Clip hat mehr als {tolerance} verloren</translation>
  </message>
  <message>
   <source>or</source>
   <translation>oder</translation>
  </message>
  <message>
   <source>project cannot be read</source>
   <translation>Projekt ist nicht lesbar</translation>
  </message>
  <message>
   <source>propagated</source>
   <translation>getragen</translation>
  </message>
  <message>
   <source>read-only</source>
   <translation>nur lesbar</translation>
  </message>
  <message>
   <source>reference</source>
   <translation>Referenz</translation>
  </message>
  <message>
   <source>saved ✓</source>
   <translation>gespeichert ✓</translation>
  </message>
  <message>
   <source>sequences lie directly under {room} here, and this layout puts them elsewhere</source>
   <translation>Sequenzen liegen hier direkt unter {room}, und dieses Format legt sie anderswohin</translation>
  </message>
  <message>
   <source>sequences lie in {folders} under {room} here, and this layout puts them elsewhere</source>
   <translation>Sequenzen liegen hier in {folders} unter {room}, und dieses Format legt sie anderswohin</translation>
  </message>
  <message>
   <source>some notes on who drew what</source>
   <translation>einige Vermerke, wer was gezeichnet hat</translation>
  </message>
  <message>
   <source>split in {count} parts</source>
   <translation>in {count} Teile zerfallen</translation>
  </message>
  <message>
   <source>system</source>
   <translation>System</translation>
  </message>
  <message>
   <source>the PNG is damaged or cut short</source>
   <translation>das PNG ist beschädigt oder abgeschnitten</translation>
  </message>
  <message>
   <source>the annotations are not as COCO defines them</source>
   <translation>die Annotationen sind nicht so, wie COCO sie festlegt</translation>
  </message>
  <message>
   <source>the card of these weights cannot be read</source>
   <translation>die Karte dieser Gewichte ist nicht lesbar</translation>
  </message>
  <message>
   <source>the clip cannot be read ({reason})</source>
   <translation>der Clip ist nicht lesbar ({reason})</translation>
  </message>
  <message>
   <source>the copy cannot be written ({error})</source>
   <translation>die Kopie lässt sich nicht schreiben ({error})</translation>
  </message>
  <message>
   <source>the corrected frames show no object to learn from</source>
   <translation>die korrigierten Bilder zeigen kein Objekt, von dem gelernt werden kann</translation>
  </message>
  <message>
   <source>the drive of the project does not answer, so it cannot be copied now</source>
   <translation>das Laufwerk des Projekts antwortet nicht, darum lässt es sich jetzt nicht kopieren</translation>
  </message>
  <message>
   <source>the file is empty</source>
   <translation>die Datei ist leer</translation>
  </message>
  <message>
   <source>the finished export could not take its name ({reason})</source>
   <translation>der fertige Export konnte seinen Namen nicht bekommen ({reason})</translation>
  </message>
  <message>
   <source>the format {id} has no option {name}</source>
   <translation>das Format {id} hat keine Option {name}</translation>
  </message>
  <message>
   <source>the image cannot be read</source>
   <translation>das Bild ist nicht lesbar</translation>
  </message>
  <message>
   <source>the image has changed its size since it was opened</source>
   <translation>das Bild hat seit dem Öffnen seine Größe geändert</translation>
  </message>
  <message>
   <source>the image is damaged or cut short</source>
   <translation>das Bild ist beschädigt oder abgeschnitten</translation>
  </message>
  <message>
   <source>the image is too large</source>
   <translation>das Bild ist zu groß</translation>
  </message>
  <message>
   <source>the json is damaged or cannot be read</source>
   <translation>das json ist beschädigt oder nicht lesbar</translation>
  </message>
  <message>
   <source>the loss is no number any more at step {step}</source>
   <translation>bei Schritt {step} ist der Verlust keine Zahl mehr</translation>
  </message>
  <message>
   <source>the mask cannot be read ({reason})</source>
   <translation>die Maske ist nicht lesbar ({reason})</translation>
  </message>
  <message>
   <source>the mask cannot be written ({error})</source>
   <translation>die Maske lässt sich nicht schreiben ({error})</translation>
  </message>
  <message>
   <source>the mask cannot be written ({reason})</source>
   <translation>die Maske lässt sich nicht schreiben ({reason})</translation>
  </message>
  <message>
   <source>the mask is a 16-bit PNG</source>
   <translation>die Maske ist ein PNG mit 16 Bit</translation>
  </message>
  <message>
   <source>the mask is a {format} file, and masks must be PNG</source>
   <translation>die Maske ist eine {format}-Datei, und Masken müssen PNG sein</translation>
  </message>
  <message>
   <source>the mask is an {mode} image with {colours}</source>
   <translation>die Maske ist ein {mode}-Bild; es hat {colours}</translation>
  </message>
  <message>
   <source>the mask is too large to be one frame</source>
   <translation>die Maske ist zu groß für ein Bild</translation>
  </message>
  <message>
   <source>the mask is {cols}x{rows} pixels, another shape than the frames ({width}x{height})</source>
   <translation>die Maske misst {cols}x{rows} Pixel und hat eine andere Form als die Bilder ({width}x{height})</translation>
  </message>
  <message>
   <source>the mask is {cols}x{rows} pixels, but the frames are {width}x{height}</source>
   <translation>die Maske misst {cols}x{rows} Pixel, die Bilder aber {width}x{height}</translation>
  </message>
  <message>
   <source>the masks of frame {frame}</source>
   <translation>die Masken von Bild {frame}</translation>
  </message>
  <message>
   <source>the masks of frames {frames}</source>
   <translation>die Masken der Bilder {frames}</translation>
  </message>
  <message>
   <source>the masks of {count} frames between {first} and {last}</source>
   <translation>die Masken von {count} Bildern zwischen {first} und {last}</translation>
  </message>
  <message>
   <source>the model configuration has unknown or missing fields ({odd})</source>
   <translation>in der Konfiguration des Modells sind Felder unbekannt oder fehlen ({odd})</translation>
  </message>
  <message>
   <source>the model configuration is invalid ({error})</source>
   <translation>die Konfiguration des Modells ist ungültig ({error})</translation>
  </message>
  <message>
   <source>the model configuration is no table</source>
   <translation>die Konfiguration des Modells ist keine Tabelle</translation>
  </message>
  <message>
   <source>the new place of the clip cannot be stored ({error})</source>
   <translation>der neue Ort des Clips lässt sich nicht speichern ({error})</translation>
  </message>
  <message>
   <source>the only values of the masks are 0 and 255, and 255 means void</source>
   <translation>die einzigen Werte der Masken sind 0 und 255, und 255 heißt unbestimmt</translation>
  </message>
  <message>
   <source>the only values of this mask are 0 and 255, and 255 means void</source>
   <translation>die einzigen Werte dieser Maske sind 0 und 255, und 255 heißt unbestimmt</translation>
  </message>
  <message>
   <source>the output folder is not empty</source>
   <translation>der Zielordner ist nicht leer</translation>
  </message>
  <message>
   <source>the overlay cannot be written ({reason})</source>
   <translation>das Überlagerungsvideo lässt sich nicht schreiben ({reason})</translation>
  </message>
  <message>
   <source>the project cannot be opened ({error})</source>
   <translation>das Projekt lässt sich nicht öffnen ({error})</translation>
  </message>
  <message>
   <source>the project is damaged beyond reading</source>
   <translation>das Projekt ist so beschädigt, dass es nicht mehr lesbar ist</translation>
  </message>
  <message>
   <source>the provenance of this sequence cannot be read</source>
   <translation>die Herkunft der Masken dieser Sequenz kann nicht gelesen werden</translation>
  </message>
  <message>
   <source>the split must be named</source>
   <translation>der Teil muss genannt werden</translation>
  </message>
  <message>
   <source>the split {split} is found more than once</source>
   <translation>den Teil {split} gibt es mehr als einmal</translation>
  </message>
  <message>
   <source>the undo history</source>
   <translation>die Schritte zum Zurücknehmen</translation>
  </message>
  <message>
   <source>the video has {count} frames of {cols}x{rows} pixels, but the project was made for {frames} of {width}x{height}</source>
   <translation>das Video hat {count} Bilder von {cols}x{rows} Pixeln, das Projekt wurde aber für {frames} von {width}x{height} angelegt</translation>
  </message>
  <message>
   <source>the weights carry no readable configuration</source>
   <translation>die Gewichte enthalten keine lesbare Konfiguration</translation>
  </message>
  <message>
   <source>the weights do not fit their own configuration</source>
   <translation>die Gewichte passen nicht zu ihrer eigenen Konfiguration</translation>
  </message>
  <message>
   <source>the weights file is damaged or not safetensors</source>
   <translation>die Datei mit Gewichten ist beschädigt oder kein safetensors</translation>
  </message>
  <message>
   <source>the weights hold values that are not numbers</source>
   <translation>die Gewichte enthalten Werte, die keine Zahlen sind</translation>
  </message>
  <message>
   <source>the weights hold values that are not numbers ({first})</source>
   <translation>die Gewichte enthalten Werte, die keine Zahlen sind ({first})</translation>
  </message>
  <message>
   <source>there are more than {most} objects in the annotations</source>
   <translation>in den Annotationen sind mehr als {most} Objekte</translation>
  </message>
  <message>
   <source>there are no PNG masks here</source>
   <translation>hier sind keine PNG-Masken</translation>
  </message>
  <message>
   <source>there are no PNG masks in the objects' folders</source>
   <translation>in den Ordnern der Objekte sind keine PNG-Masken</translation>
  </message>
  <message>
   <source>there are no annotations in this json</source>
   <translation>in diesem json sind keine Annotationen</translation>
  </message>
  <message>
   <source>there are no frames in this range</source>
   <translation>in diesem Bereich gibt es keine Bilder</translation>
  </message>
  <message>
   <source>there are no frames to export</source>
   <translation>es gibt keine Bilder zu exportieren</translation>
  </message>
  <message>
   <source>there are no images in this folder</source>
   <translation>in diesem Ordner sind keine Bilder</translation>
  </message>
  <message>
   <source>there are no sequences here</source>
   <translation>hier sind keine Sequenzen</translation>
  </message>
  <message>
   <source>there is a mask for frame {frame}, but the clip has {count} frames</source>
   <translation>es gibt eine Maske für Bild {frame}, der Clip hat aber {count} Bilder</translation>
  </message>
  <message>
   <source>there is more than one sequence here</source>
   <translation>hier ist mehr als eine Sequenz</translation>
  </message>
  <message>
   <source>there is no JPEGImages folder here</source>
   <translation>hier ist kein Ordner JPEGImages</translation>
  </message>
  <message>
   <source>there is no format {name!r}</source>
   <translation>es gibt kein Format „{name}“</translation>
  </message>
  <message>
   <source>there is no mask to go by</source>
   <translation>es gibt keine Maske, an die man sich halten kann</translation>
  </message>
  <message>
   <source>there is no sequence {wanted}</source>
   <translation>es gibt keine Sequenz {wanted}</translation>
  </message>
  <message>
   <source>there is no split {split}</source>
   <translation>es gibt keinen Teil {split}</translation>
  </message>
  <message>
   <source>there is no such file</source>
   <translation>diese Datei gibt es nicht</translation>
  </message>
  <message>
   <source>there is no such file or folder</source>
   <translation>diese Datei oder diesen Ordner gibt es nicht</translation>
  </message>
  <message>
   <source>there is no such folder</source>
   <translation>diesen Ordner gibt es nicht</translation>
  </message>
  <message>
   <source>there is no such folder of masks</source>
   <translation>diesen Ordner mit Masken gibt es nicht</translation>
  </message>
  <message>
   <source>there is no such mask</source>
   <translation>diese Maske gibt es nicht</translation>
  </message>
  <message>
   <source>there is no such project</source>
   <translation>dieses Projekt gibt es nicht</translation>
  </message>
  <message>
   <source>there is no video in this file</source>
   <translation>in dieser Datei ist kein Video</translation>
  </message>
  <message>
   <source>there is no {level} here</source>
   <translation>hier gibt es kein {level}</translation>
  </message>
  <message>
   <source>there is no {name} device here</source>
   <translation>ein Gerät {name} gibt es hier nicht</translation>
  </message>
  <message>
   <source>there is only sound in this file</source>
   <translation>in dieser Datei ist nur Ton</translation>
  </message>
  <message>
   <source>these are no weights of smart select</source>
   <translation>dies sind keine Gewichte der klugen Auswahl</translation>
  </message>
  <message>
   <source>these weights are of another program</source>
   <translation>diese Gewichte gehören zu einem anderen Programm</translation>
  </message>
  <message>
   <source>these weights are of version {version}, this program reads {known}</source>
   <translation>diese Gewichte haben Version {version}, dieses Programm liest {known}</translation>
  </message>
  <message>
   <source>these weights read references as time slices</source>
   <translation>diese Gewichte lesen Referenzen als Zeitscheiben</translation>
  </message>
  <message>
   <source>this cannot be read ({reason})</source>
   <translation>das ist nicht lesbar ({reason})</translation>
  </message>
  <message>
   <source>this cannot be written ({reason})</source>
   <translation>das lässt sich nicht schreiben ({reason})</translation>
  </message>
  <message>
   <source>this file is cut short or not a video</source>
   <translation>diese Datei ist abgeschnitten oder kein Video</translation>
  </message>
  <message>
   <source>this file is no SST project</source>
   <translation>diese Datei ist kein SST-Projekt</translation>
  </message>
  <message>
   <source>this image is {width}x{height}, but {name} is {cols}x{rows}</source>
   <translation>dieses Bild misst {width}x{height}, {name} aber {cols}x{rows}</translation>
  </message>
  <message>
   <source>this is a file, so no folder can be made here</source>
   <translation>dies ist eine Datei, darum lässt sich hier kein Ordner anlegen</translation>
  </message>
  <message>
   <source>this is a folder, not a mask</source>
   <translation>dies ist ein Ordner, keine Maske</translation>
  </message>
  <message>
   <source>this is a pickled checkpoint, which could run code, so it is not opened</source>
   <translation>dies ist eine Pickle-Datei; sie könnte Programme ausführen und wird darum nicht geöffnet</translation>
  </message>
  <message>
   <source>this is no meta.json of YouTube-VOS</source>
   <translation>dies ist keine meta.json von YouTube-VOS</translation>
  </message>
  <message>
   <source>this is not a PNG</source>
   <translation>dies ist kein PNG</translation>
  </message>
  <message>
   <source>this is not an image</source>
   <translation>dies ist kein Bild</translation>
  </message>
  <message>
   <source>this is not the clip the masks were drawn on</source>
   <translation>dies ist nicht der Clip, auf dem die Masken gezeichnet wurden</translation>
  </message>
  <message>
   <source>this list cannot be read as text</source>
   <translation>diese Liste ist nicht als Text lesbar</translation>
  </message>
  <message>
   <source>this program cannot decode the video in this file</source>
   <translation>dieses Programm kann das Video in dieser Datei nicht entschlüsseln</translation>
  </message>
  <message>
   <source>this project is from a newer SST Annotator (format {version}; this one reads up to {newest})</source>
   <translation>dieses Projekt stammt von einem neueren SST Annotator (Format {version}; dieser hier liest bis {newest})</translation>
  </message>
  <message>
   <source>this project is open for reading only</source>
   <translation>dieses Projekt ist nur zum Lesen offen</translation>
  </message>
  <message>
   <source>this sequence has no images</source>
   <translation>diese Sequenz hat keine Bilder</translation>
  </message>
  <message>
   <source>this step was damaged on disk and can be neither undone nor redone</source>
   <translation>dieser Schritt wurde auf der Platte beschädigt und lässt sich weder zurücknehmen noch wiederholen</translation>
  </message>
  <message>
   <source>two masks speak for frame {frame}, one of them is {stem}</source>
   <translation>zwei Masken gelten für Bild {frame}, eine davon ist {stem}</translation>
  </message>
  <message>
   <source>waiting</source>
   <translation>wartet</translation>
  </message>
  <message>
   <source>what {name} looks at cannot be shown here: its attention is the paper's</source>
   <translation>wohin {name} sieht, lässt sich hier nicht zeigen: seine Aufmerksamkeit ist die der Veröffentlichung</translation>
  </message>
  <message>
   <source>working…</source>
   <translation>arbeitet…</translation>
  </message>
  <message>
   <source>your mask ·</source>
   <translation>Ihre Maske ·</translation>
  </message>
  <message>
   <source>yours</source>
   <translation>Ihre</translation>
  </message>
  <message>
   <source>{clip} (held out)</source>
   <translation>{clip} (zurückgehalten)</translation>
  </message>
  <message>
   <source>{clip} went from {before} to {after}</source>
   <translation>{clip} fiel von {before} auf {after}</translation>
  </message>
  <message>
   <source>{corrected} corrected frames are too few to judge by; correct at least {least}, so that some can be kept for the test</source>
   <translation>{corrected} korrigierte Bilder sind zu wenige, um zu urteilen; korrigieren Sie mindestens {least}, damit einige für die Probe bleiben</translation>
  </message>
  <message>
   <source>{count} clips are whole already.</source>
   <translation>{count} Clips sind schon vollständig.</translation>
  </message>
  <message>
   <source>{count} clips have no mask to go by.</source>
   <translation>{count} Clips haben keine Maske, an die man sich halten kann.</translation>
  </message>
  <message>
   <source>{count} clips were propagated.</source>
   <translation>{count} Clips wurden verfolgt.</translation>
  </message>
  <message>
   <source>{count} colours that could be ids ({colours})</source>
   <translation>{count} Farben, die Nummern sein könnten ({colours})</translation>
  </message>
  <message>
   <source>{count} colours, which looks like a picture rather than a mask</source>
   <translation>{count} Farben und sieht eher nach einem Foto als nach einer Maske aus</translation>
  </message>
  <message>
   <source>{count} file from before stayed, the first in {where}.</source>
   <translation>{count} Datei von früher blieb, in {where}.</translation>
  </message>
  <message>
   <source>{count} files from before stayed, the first in {where}.</source>
   <translation>{count} Dateien von früher blieben, die erste in {where}.</translation>
  </message>
  <message>
   <source>{count} frames</source>
   <translation>{count} Bilder</translation>
  </message>
  <message>
   <source>{count} frames have no masks</source>
   <translation>{count} Bilder haben keine Masken</translation>
  </message>
  <message>
   <source>{count} frames hold masks that nobody has accepted</source>
   <translation>{count} Bilder haben Masken, die niemand angenommen hat</translation>
  </message>
  <message>
   <source>{count} masks, for frames {first} to {last}</source>
   <translation>{count} Masken, für Bilder {first} bis {last}</translation>
  </message>
  <message>
   <source>{count} objects</source>
   <translation>{count} Objekte</translation>
  </message>
  <message>
   <source>{count} of {all} frames hold masks</source>
   <translation>{count} von {all} Bildern haben Masken</translation>
  </message>
  <message>
   <source>{covered} frames have masks already, which are replaced; locked ones stay.</source>
   <translation>{covered} Bilder haben schon Masken, die ersetzt werden; gesperrte bleiben.</translation>
  </message>
  <message>
   <source>{done} of {total} frames</source>
   <translation>{done} von {total} Bildern</translation>
  </message>
  <message>
   <source>{done}/{total} · {left} left</source>
   <translation>{done}/{total} · noch {left}</translation>
  </message>
  <message>
   <source>{ended} of {count} clips{left}</source>
   <translation>{ended} von {count} Clips{left}</translation>
  </message>
  <message>
   <source>{fact}, left out: {frames}.</source>
   <translation>{fact}, ausgelassen: {frames}.</translation>
  </message>
  <message>
   <source>{fact}: {frames}.</source>
   <translation>{fact}: {frames}.</translation>
  </message>
  <message>
   <source>{first} to {last}</source>
   <translation>{first} bis {last}</translation>
  </message>
  <message>
   <source>{frames} accepted.</source>
   <translation>{frames} angenommen.</translation>
  </message>
  <message>
   <source>{frames} corrected frames, about {minutes} minutes.</source>
   <translation>{frames} korrigierte Bilder, etwa {minutes} Minuten.</translation>
  </message>
  <message>
   <source>{frame} to {last}</source>
   <translation>{frame} bis {last}</translation>
  </message>
  <message>
   <source>{inside:.0%} on {name}</source>
   <translation>{inside:.0%} auf {name}</translation>
  </message>
  <message>
   <source>{inside}   ·   like it {own:.2f}, like the rest {rest:.2f}</source>
   <translation>{inside}   ·   ähnlich {own:.2f}, ähnlich dem Rest {rest:.2f}</translation>
  </message>
  <message>
   <source>{inside} · like it {own:.2f}, rest {rest:.2f}</source>
   <translation>{inside} · ähnlich {own:.2f}, Rest {rest:.2f}</translation>
  </message>
  <message>
   <source>{inside} · {own:.2f} to {rest:.2f}</source>
   <translation>{inside} · {own:.2f} zu {rest:.2f}</translation>
  </message>
  <message>
   <source>{minutes} min {rest:02d} s</source>
   <translation>{minutes} min {rest:02d} s</translation>
  </message>
  <message>
   <source>{name!r} cannot be the name of weights</source>
   <translation>„{name}“ kann kein Name von Gewichten sein</translation>
  </message>
  <message>
   <source>{name!r} cannot name a folder or list</source>
   <translation>„{name}“ kann kein Name eines Ordners oder einer Liste sein</translation>
  </message>
  <message>
   <source>{names} and {rest} more</source>
   <translation>{names} und {rest} weitere</translation>
  </message>
  <message>
   <source>{names} match no frame</source>
   <translation>{names} passen zu keinem Bild</translation>
  </message>
  <message>
   <source>{names} matches no frame</source>
   <translation>{names} passt zu keinem Bild</translation>
  </message>
  <message>
   <source>{name} has changed since this project was made; do the masks fit?</source>
   <translation>{name} hat sich geändert, seit dieses Projekt angelegt wurde; passen die Masken?</translation>
  </message>
  <message>
   <source>{name} has changed: it has {found} frames of {cols}x{rows}, but the masks were drawn on {frames} frames of {width}x{height}.</source>
   <translation>{name} hat sich geändert: es sind {found} Bilder von {cols}x{rows}, die Masken wurden aber auf {frames} Bildern von {width}x{height} gezeichnet.</translation>
  </message>
  <message>
   <source>{name} has moved.</source>
   <translation>{name} ist umgezogen.</translation>
  </message>
  <message>
   <source>{name} has no mask to go by.</source>
   <translation>{name} hat keine Maske, an die man sich halten kann.</translation>
  </message>
  <message>
   <source>{name} is in one piece on this frame.</source>
   <translation>{name} ist auf diesem Bild in einem Stück.</translation>
  </message>
  <message>
   <source>{name} is locked</source>
   <translation>{name} ist gesperrt</translation>
  </message>
  <message>
   <source>{name} is locked on frame {frame}</source>
   <translation>{name} ist auf Bild {frame} gesperrt</translation>
  </message>
  <message>
   <source>{name} is open already.</source>
   <translation>{name} ist schon offen.</translation>
  </message>
  <message>
   <source>{name} is open read-only here, so it was left out.</source>
   <translation>{name} ist hier nur zum Lesen offen und wurde darum ausgelassen.</translation>
  </message>
  <message>
   <source>{name} is shipped with the program</source>
   <translation>{name} liegt dem Programm bei</translation>
  </message>
  <message>
   <source>{name} is whole already.</source>
   <translation>{name} ist schon vollständig.</translation>
  </message>
  <message>
   <source>{name} was in {parent}, {width}x{height}, {frames} frames. Where is it now?</source>
   <translation>{name} lag in {parent}, {width}x{height}, {frames} Bilder. Wo ist die Datei jetzt?</translation>
  </message>
  <message>
   <source>{name} was left out. {reason}</source>
   <translation>{name} wurde ausgelassen. {reason}</translation>
  </message>
  <message>
   <source>{name} was left out: the video has changed.</source>
   <translation>{name} wurde ausgelassen: das Video hat sich geändert.</translation>
  </message>
  <message>
   <source>{name} was too large here and was done at {pixels} pixels.</source>
   <translation>{name} war hier zu groß und wurde mit {pixels} Pixeln gerechnet.</translation>
  </message>
  <message>
   <source>{name}: nothing is drawn, so nothing was written.</source>
   <translation>{name}: nichts ist gezeichnet, darum wurde nichts geschrieben.</translation>
  </message>
  <message>
   <source>{name}: {count} corrected frames</source>
   <translation>{name}: {count} korrigierte Bilder</translation>
  </message>
  <message>
   <source>{name}: {sentence}</source>
   <translation>{name}: {sentence}</translation>
  </message>
  <message>
   <source>{old} known objects</source>
   <translation>{old} bekannte Objekte</translation>
  </message>
  <message>
   <source>{one} and {other} would share one mask</source>
   <translation>{one} und {other} würden sich eine Maske teilen</translation>
  </message>
  <message>
   <source>{path}: the file ends early; {count} whole frames of it are left.</source>
   <translation>{path}: die Datei endet zu früh; {count} ganze Bilder sind übrig.</translation>
  </message>
  <message>
   <source>{project} was made for {gone}, which is gone; now it is {now}'s.</source>
   <translation>{project} wurde für {gone} angelegt, das weg ist; nun gehört es zu {now}.</translation>
  </message>
  <message>
   <source>{python_version} on {platform}</source>
   <translation>{python_version} auf {platform}</translation>
  </message>
  <message>
   <source>{reason}: your last gestures are safe in memory, and stored as soon as that is possible.</source>
   <translation>{reason}: Ihre letzten Gesten sind sicher im Speicher und werden gespeichert, sobald das möglich ist.</translation>
  </message>
  <message>
   <source>{said}; nobody has accepted {waiting} of them yet.</source>
   <translation>{said}; {waiting} davon hat noch niemand angenommen.</translation>
  </message>
  <message>
   <source>{seconds:.0f} min</source>
   <translation>{seconds:.0f} min</translation>
  </message>
  <message>
   <source>{seconds_left:.0f} s left</source>
   <translation>noch {seconds_left:.0f} s</translation>
  </message>
  <message>
   <source>{sentence} Drawing waits until then.</source>
   <translation>{sentence} Das Zeichnen wartet bis dahin.</translation>
  </message>
  <message>
   <source>{sentence}; Enter keeps the mask.</source>
   <translation>{sentence}; Enter behält die Maske.</translation>
  </message>
  <message>
   <source>{sizes}, brought to {size}</source>
   <translation>{sizes}, gebracht auf {size}</translation>
  </message>
  <message>
   <source>{state}{count} frames, {files} files.</source>
   <translation>{state}{count} Bilder, {files} Dateien.</translation>
  </message>
  <message>
   <source>{title}: done.</source>
   <translation>{title}: fertig.</translation>
  </message>
  <message>
   <source>{title}: nothing to change here.</source>
   <translation>{title}: hier ist nichts zu ändern.</translation>
  </message>
  <message>
   <source>{value!r} is no value of {name}</source>
   <translation>„{value}“ ist kein Wert von {name}</translation>
  </message>
  <message>
   <source>{waiting} gestures are not stored yet</source>
   <translation>{waiting} Gesten sind noch nicht gespeichert</translation>
  </message>
  <message>
   <source>{what} ({reason})</source>
   <translation>{what} ({reason})</translation>
  </message>
  <message>
   <source>{what} ({stem})</source>
   <translation>{what} ({stem})</translation>
  </message>
  <message>
   <source>{what} from frame {frame}</source>
   <translation>{what} ab Bild {frame}</translation>
  </message>
  <message>
   <source>{what}, so it is open for reading only here.</source>
   <translation>{what} und darum hier nur zum Lesen.</translation>
  </message>
  <message>
   <source>{who}, frame {first}</source>
   <translation>{who}, Bild {first}</translation>
  </message>
  <message>
   <source>{who}, frames {first} to {last}</source>
   <translation>{who}, Bilder {first} bis {last}</translation>
  </message>
  <message>
   <source>{words}
to check: {reason}</source>
   <translation>{words}
zu prüfen: {reason}</translation>
  </message>
  <message>
   <source>{words}: {tip}</source>
   <translation>{words}: {tip}</translation>
  </message>
  <message>
   <source>“{answer}” is no frame number; frames go from 0 to {last}.</source>
   <translation>„{answer}“ ist keine Bildnummer; Bilder gehen von 0 bis {last}.</translation>
  </message>
 </context>
</TS>
