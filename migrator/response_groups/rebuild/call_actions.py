"""Call actions as PowerShell: prompts, audio, questions and answers to any depth the evidence has.

Parameters: New-CsRgsCallAction, New-CsRgsPrompt, New-CsRgsQuestion, New-CsRgsAnswer and Import-CsRgsAudioFile of the
public cmdlet documentation (office-docs-powershell). Which action is possible where: New-CsRgsCallAction, description.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import attrs

from ...estate.estate import Estate
from ...estate.evidence import AudioFileItem
from ...estate.response_groups import AudioFile, CallAction, CallPrompt, IvrAnswer, IvrQuestion, Queue, Workflow
from ...powershell import Code, literal, value
from .omissions import Omissions

_NAMES = {
    name.casefold(): name
    for name in (
        "Terminate",
        "TransferToQueue",
        "TransferToQuestion",
        "TransferToUri",
        "TransferToVoiceMailUri",
        "TransferToPSTN",
    )
}
#: what may be the default action, the action outside business hours and on holidays, and an action of a queue
DEFAULT = frozenset({"TransferToQueue", "TransferToQuestion"})
CLOSED = frozenset(_NAMES.values()) - DEFAULT
QUEUE = frozenset(_NAMES.values()) - {"TransferToQuestion"}
ANY = frozenset(_NAMES.values())
_MOST_PROMPT = 4096
_MOST_AUDIO_BYTES = 4 * 1024 * 1024


def action_name(action: CallAction) -> str | None:
    """The action as the cmdlet spells it, or None for one it does not know."""
    return _NAMES.get((action.action or "").casefold())


@attrs.define
class Statements:
    """The statements that make the actions of one workflow or queue; variables are numbered through."""

    estate: Estate
    owner: Workflow | Queue
    omissions: Omissions
    lines: list[str] = attrs.field(factory=list)
    _numbers: dict[str, int] = attrs.field(factory=dict)

    def action(self, action: CallAction | None, where: str, allowed: frozenset[str]) -> Code | None:
        """The variable of the action, or None where it cannot be made; an omission says why."""
        if action is None:
            return None
        name = action_name(action)
        if name not in allowed:
            self._omit(f"{where}: action {action.action or 'none'} is not possible here and is left out")
            return None
        target = self._target(action, name, where)
        if target is None:
            return None
        parameters = {"Action": name, "Prompt": self.prompt(action.prompt, where), **target}
        return self._call("action", "New-CsRgsCallAction", parameters)

    def _target(self, action: CallAction, name: str, where: str) -> Mapping[str, str | Code] | None:
        if name == "Terminate":
            return {}
        if name == "TransferToQueue":
            found = self.estate.find("queue", action.queue, product=self.owner.product)
            if found is None:
                self._omit(f"{where}: queue {action.queue or '(not set)'} is not in the estate; the action is left out")
                return None
            return {"QueueID": identity_of("Queue", found.title)}
        if name == "TransferToQuestion":
            question = self._question(action.question, where)
            return None if question is None else {"Question": question}
        if not action.uri:
            self._omit(f"{where}: the target of {name} is not set; the action is left out")
            return None
        return {"Uri": action.uri}

    def _question(self, question: IvrQuestion | None, where: str) -> Code | None:
        prompt = self._question_prompt(question.prompt, where) if question else None
        if question is None or prompt is None:
            self._omit(f"{where}: a question needs a prompt; it is left out with all its answers")
            return None
        answers = [self._answer(answer, where) for answer in question.answers]
        parameters = {
            "Prompt": prompt,
            "InvalidAnswerPrompt": self.prompt(question.invalid_answer_prompt, where),
            "NoAnswerPrompt": self.prompt(question.no_answer_prompt, where),
            "Name": question.name,
            "AnswerList": [answer for answer in answers if answer] or None,
        }
        return self._call("question", "New-CsRgsQuestion", parameters)

    def _question_prompt(self, prompt: CallPrompt | None, where: str) -> Code | None:
        """The prompt of a question, which is mandatory: where its audio file is missing, the file's name is read."""
        made = self.prompt(prompt, where)
        if made is None and prompt and prompt.audio and (name := _file_name(prompt.audio)):
            self._omit(
                f"{where}: callers hear the file name {name} read aloud until the audio file is set as the prompt"
            )
            return self._call("prompt", "New-CsRgsPrompt", {"TextToSpeechPrompt": name})
        return made

    def _answer(self, answer: IvrAnswer, where: str) -> Code | None:
        named = f"{where}, answer {answer.name or answer.dtmf or '?'}"
        action = self.action(answer.action, named, ANY)
        if action is None or not (answer.dtmf or answer.voice):
            self._omit(f"{named}: an answer needs an action and a key or word; it is left out")
            return None
        parameters = {
            "Action": action,
            "DtmfResponse": answer.dtmf,
            "VoiceResponseList": answer.voice or None,
            "Name": answer.name,
        }
        return self._call("answer", "New-CsRgsAnswer", parameters)

    def prompt(self, prompt: CallPrompt | None, where: str) -> Code | None:
        """The variable of a prompt, or None where callers would hear nothing."""
        if prompt is None:
            return None
        audio = self.audio(prompt.audio, where)
        if len(prompt.text or "") > _MOST_PROMPT:
            self._omit(f"{where}: a prompt has {len(prompt.text or '')} characters, {_MOST_PROMPT} are allowed")
        if not prompt.text and audio is None:
            return None
        return self._call("prompt", "New-CsRgsPrompt", {"TextToSpeechPrompt": prompt.text, "AudioFilePrompt": audio})

    def audio(self, audio: AudioFile | None, where: str) -> Code | None:
        """The variable of an imported file; None, and an omission, where the file is not in the evidence."""
        if audio is None or not (name := _file_name(audio)):
            return None
        file = self._file(audio)
        if file is None:
            self._omit(f"{where}: the audio file {name} is not in the evidence")
            return None
        if (file.size_bytes or 0) > _MOST_AUDIO_BYTES:
            self._omit(f"{where}: the audio file {name} is larger than 4 MB")
        parameters = {"Owner": file.owner or "", "UniqueName": audio.unique_name or name, "FileName": name}
        return self._call("audio", "Import-RgsAudio", parameters)

    def _file(self, audio: AudioFile) -> AudioFileItem | None:
        names = {n.casefold() for n in (audio.unique_name, audio.original_name) if n}
        for file in self.estate.of(AudioFileItem):
            stems = {n.casefold() for n in (file.name or "", *file.aliases)}
            if file.owner == self.owner.key and stems & names:
                return file
        return None

    def _call(
        self, noun: str, cmdlet: str, parameters: Mapping[str, str | Code | Sequence[str] | Sequence[Code] | None]
    ) -> Code:
        self._numbers[noun] = self._numbers.get(noun, 0) + 1
        variable = f"${noun}{self._numbers[noun]}"
        given = "".join(f" -{key} {value(each)}" for key, each in parameters.items() if each is not None)
        self.lines.append(f"{variable} = {cmdlet}{given}")
        return Code(variable)

    def _omit(self, what: str) -> None:
        self.omissions.add(self.owner.kind, self.owner.title, what)


def _file_name(audio: AudioFile) -> str:
    return audio.original_name or audio.unique_name or ""


def identity_of(noun: str, name: str) -> Code:
    """Source that finds the identity of an object on the target pool by its name."""
    return Code(f"(Get-RgsIdentity '{noun}' {literal(name)})")
