from console.engine.restraint import GLANCE_S, Restraint


class Machine:
    """A machine whose battery, consoles and clock are moved by hand."""

    def __init__(self):
        self.now = 100.0
        self.battery = self.unseen = False
        self.asked = 0

    def on_battery(self):
        self.asked += 1
        return self.battery

    def restraint(self):
        return Restraint(lambda: self.unseen, lambda: self.now, self.on_battery)


def test_plugged_in_and_looked_at_it_samples_at_full_pace():
    assert Machine().restraint().factor() == 1.0


def test_on_battery_it_samples_half_as_often():
    machine = Machine()
    machine.battery = True
    assert machine.restraint().factor() == 2.0


def test_consoles_that_nobody_looks_at_slow_it_down_at_once():
    machine = Machine()
    restraint = machine.restraint()
    machine.unseen = True
    assert restraint.factor() == 2.0
    machine.unseen = False
    assert restraint.factor() == 1.0


def test_the_battery_is_asked_for_twice_a_minute():
    machine = Machine()
    restraint = machine.restraint()
    assert restraint.factor() == 1.0
    machine.battery = True
    machine.now += GLANCE_S / 2
    assert restraint.factor() == 1.0
    machine.now += GLANCE_S
    assert restraint.factor() == 2.0
    assert machine.asked == 2
