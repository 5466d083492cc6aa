package io.ringcap;

import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import org.junit.jupiter.api.Test;

/** The direction in which packages may know each other, and the few places where a foreign library may be known. */
class ArchitectureTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.ringcap");

    @Test
    void shouldImportFromTheApiDownToThePackets() {
        layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .layer("packet")
                .definedBy("io.ringcap.packet")
                .layer("config")
                .definedBy("io.ringcap.config")
                .layer("message")
                .definedBy("io.ringcap.message")
                .layer("pcap")
                .definedBy("io.ringcap.internal.pcap")
                .layer("sink")
                .definedBy("io.ringcap.sink")
                .layer("ring")
                .definedBy("io.ringcap.internal.ring")
                .layer("control")
                .definedBy("io.ringcap.internal.control")
                .layer("api")
                .definedBy("io.ringcap")
                .whereLayer("api")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("control")
                .mayOnlyBeAccessedByLayers("api")
                .whereLayer("ring")
                .mayOnlyBeAccessedByLayers("control")
                .whereLayer("sink")
                .mayOnlyBeAccessedByLayers("ring", "control", "api")
                .whereLayer("pcap")
                .mayOnlyBeAccessedByLayers("sink", "ring", "control", "api")
                .whereLayer("message")
                .mayOnlyBeAccessedByLayers("config", "pcap", "sink", "ring", "control", "api")
                .whereLayer("config")
                .mayOnlyBeAccessedByLayers("pcap", "sink", "ring", "control", "api")
                .check(CLASSES);
    }

    @Test
    void shouldKeepNativeMethodsInTheShimsClassAndTheJnaBindings() {
        ArchRuleDefinition.methods()
                .that()
                .haveModifier(JavaModifier.NATIVE)
                .should()
                .beDeclaredInClassesThat()
                .haveNameMatching("io\\.ringcap\\.internal\\.pcap\\.(NativeCalls|JnaPcap|JnaLibc)")
                .check(CLASSES);
    }

    @Test
    void shouldTouchOptionalLibrariesOnlyWhereTheyServe() {
        ArchRuleDefinition.noClasses()
                .that()
                .haveSimpleNameNotStartingWith("Journal")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("net.openhft..")
                .check(CLASSES);
        ArchRuleDefinition.noClasses()
                .that()
                .haveSimpleNameNotStartingWith("Jna")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("com.sun.jna..")
                .check(CLASSES);
    }
}
